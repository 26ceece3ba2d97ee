// What jsdom lacks of a browser.
import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// Days are written as British browsers do, `22 Nov 2026`; other languages have their own tests.
Object.defineProperty(navigator, 'language', { value: 'en-GB' });

// A busy machine is slow, not wrong; and jsdom takes long to find out what is hidden.
configure({ asyncUtilTimeout: 20_000, defaultHidden: true });

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
  window.history.replaceState(null, '', '/');
});

// A wide window in which a medium query holds only if it asks for less.
let windowWidth = 1440;

export function setWindowWidth(width: number): void {
  windowWidth = width;
}

const matchMedia = (query: string) => {
  const most = /max-width:\s*([\d.]+)px/.exec(query)?.[1];
  return {
    matches: most !== undefined && windowWidth <= Number(most),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
};
Object.assign(window, { matchMedia });

window.ResizeObserver = class {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
};

Element.prototype.scrollIntoView = () => undefined;

// Fields that grow with their text ask it when letters have come.
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
