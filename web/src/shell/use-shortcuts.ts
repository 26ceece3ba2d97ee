// Shortcuts of a single key, which a member can turn off: they get in the way of speech input.
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

export function useShortcutsSetting(): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useLocalStorage({
    key: 'footfall.shortcuts',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return [isOn, setOn];
}

// While the component is there, each key does its action; never in a field, with Ctrl, Alt or Meta,
// or under a dialog or an open menu.
export function useShortcuts(actions: Record<string, () => void>): void {
  const [isOn] = useShortcutsSetting();
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      if (event.ctrlKey || event.altKey || event.metaKey || isTaken(event.target)) return;
      const action = Object.hasOwn(latest.current, event.key)
        ? latest.current[event.key]
        : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isOn]);
}

function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable], [role=dialog], [role=menu]') !==
      null
  );
}
