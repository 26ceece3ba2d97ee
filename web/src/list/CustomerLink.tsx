// A customer's name as the link that opens its panel; the row around it does the same.
import { useRef } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { Link } from 'react-router';

import classes from './CustomerLink.module.css';
import type { RowPanel } from './use-rows';

const draggedFrom = 5;

export function CustomerLink({
  panel,
  isStop,
  children,
}: {
  panel: RowPanel;
  // Whether the link itself is what the keyboard reaches, and not the row.
  isStop: boolean;
  children: ReactNode;
}) {
  // Browsers select nothing where dragging begins on a link, and make a click of it.
  const pressed = useRef({ x: 0, y: 0 });
  return (
    <Link
      className={classes.link ?? ''}
      to={panel.address}
      preventScrollReset
      draggable={false}
      tabIndex={isStop ? undefined : -1}
      data-customer={isStop ? panel.customer : undefined}
      aria-haspopup="dialog"
      onPointerDown={(event) => {
        pressed.current = { x: event.clientX, y: event.clientY };
      }}
      onClick={(event) => {
        const { x, y } = pressed.current;
        // A click by the keyboard has no place.
        const isDragged =
          event.detail > 0 && Math.hypot(event.clientX - x, event.clientY - y) > draggedFrom;
        if (isDragged || isSelecting(event.currentTarget)) event.preventDefault();
      }}
    >
      {children}
    </Link>
  );
}

// Whether a click on a row is meant to open it: not one on its link, which does so itself, nor the
// end of selecting some of its text.
export function isOpening(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return false;
  }
  return !isSelecting(event.currentTarget);
}

function isSelecting(element: Element): boolean {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed) return false;
  return selection.getRangeAt(0).intersectsNode(element);
}
