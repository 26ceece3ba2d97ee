// Short explanations at the pointer and at the focus, one tooltip for the whole page: hundreds of
// cells have one, so they say it in an attribute and stay plain.
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { FocusEvent, KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { createPortal } from 'react-dom';

import classes from './Hints.module.css';

const openAfterMs = 200;

interface Shown {
  target: Element;
  text: string;
}

// Inside, `data-hint` on an element is shown when it is hovered, tapped or focused. With
// `data-hint-if-cut` it is shown only while the element's text does not fit. The arrow keys lead
// within an element with `data-hint-row` from one hint or `data-stop` to the next, beginning with the
// element itself if it can be focused, and to the same place in the rows beside it.
export function Hints({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hide = useCallback(() => setShown(null), []);

  const show = (next: Shown | null, afterMs: number) => {
    clearTimeout(timer.current);
    if (afterMs === 0) setShown(next);
    else timer.current = setTimeout(() => setShown(next), afterMs);
  };
  const onPointerOver = (event: PointerEvent) => {
    const next = hintAt(event.target);
    if (next) show(next, shown || event.pointerType === 'touch' ? 0 : openAfterMs);
    else if (event.pointerType !== 'touch') show(null, 0);
  };
  const onFocus = (event: FocusEvent) => {
    const target = event.target;
    if (target.matches(':focus-visible')) show(hintAt(target), 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') show(null, 0);
    else moveFocus(event);
  };

  return (
    <div
      className={classes.area}
      onPointerOver={onPointerOver}
      onPointerLeave={(event) => event.pointerType !== 'touch' && show(null, 0)}
      onFocus={onFocus}
      onBlur={() => show(null, 0)}
      onKeyDown={onKeyDown}
    >
      {children}
      {shown && <Hint {...shown} onHide={hide} />}
    </div>
  );
}

const distance = 6;
const margin = 8;

// Above its target, below where there is no room, and never beyond the window's edge. It goes when a
// dialog takes the focus, which opens over the target.
function Hint({ target, text, onHide }: Shown & { onHide: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const place = () => {
      if (!box.current) return;
      const of = target.getBoundingClientRect();
      const own = box.current.getBoundingClientRect();
      const left = of.left + (of.width - own.width) / 2;
      const above = of.top - own.height - distance;
      const right = document.documentElement.clientWidth - own.width - margin;
      box.current.style.left = `${Math.max(margin, Math.min(left, right))}px`;
      box.current.style.top = `${above < margin ? of.bottom + distance : above}px`;
    };
    place();
    target.setAttribute('aria-describedby', id);
    const onFocusIn = (event: Event) => {
      if (dialogOf(event.target) !== dialogOf(target)) onHide();
    };
    document.addEventListener('scroll', place, true);
    document.addEventListener('focusin', onFocusIn);
    return () => {
      document.removeEventListener('scroll', place, true);
      document.removeEventListener('focusin', onFocusIn);
      target.removeAttribute('aria-describedby');
    };
  }, [target, text, id, onHide]);
  return createPortal(
    <div ref={box} id={id} role="tooltip" className={classes.hint}>
      {text}
    </div>,
    document.getElementById('main') ?? document.body,
  );
}

function dialogOf(node: EventTarget | null): Element | null {
  return node instanceof Element ? node.closest('[role=dialog]') : null;
}

function hintAt(node: EventTarget): Shown | null {
  if (!(node instanceof Element)) return null;
  const target = node.closest('[data-hint]');
  const text = target?.getAttribute('data-hint');
  if (!target || !text) return null;
  const isCut = target.scrollWidth > target.clientWidth;
  if (target.hasAttribute('data-hint-if-cut') && !isCut) return null;
  return { target, text };
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function moveFocus(event: KeyboardEvent): void {
  const step = steps[event.key];
  const from = event.target;
  if (!step || !(from instanceof Element)) return;
  const row = from.closest('[data-hint-row]');
  if (!row) return;
  const here = stopsOf(row);
  const position = here.indexOf(from);
  const rows = Array.from(row.parentElement?.querySelectorAll(':scope > [data-hint-row]') ?? []);
  const nextRow = rows[rows.indexOf(row) + step[0]];
  const stops = nextRow ? stopsOf(nextRow) : [];
  const next = stops[Math.min(Math.max(position + step[1], 0), stops.length - 1)];
  if (next instanceof HTMLElement || next instanceof SVGElement) {
    event.preventDefault();
    next.focus();
  }
}

function stopsOf(row: Element): Element[] {
  const stops = Array.from(row.querySelectorAll('[data-hint][tabindex], [data-stop]'));
  return row.hasAttribute('tabindex') ? [row, ...stops] : stops;
}
