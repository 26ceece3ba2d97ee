// Which columns the table has, and in which order. Those that are hidden keep their place until the
// panel is closed, so that nothing moves under the pointer.
import { ActionIcon, Button, Checkbox, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';

import { movableColumns } from '../scope/scope';
import type { MovableColumn } from '../scope/scope';
import { columnOf } from './columns';
import classes from './ColumnsPanel.module.css';

type Step = -1 | 1;

export function ColumnsPanel({
  shown,
  onChange,
}: {
  shown: readonly MovableColumn[];
  onChange: (shown: readonly MovableColumn[]) => void;
}) {
  const [order, setOrder] = useState(() => withHidden(shown));
  const [moved, setMoved] = useState<{ key: MovableColumn; by: Step }>();
  const list = useRef<HTMLUListElement>(null);
  // What is put elsewhere loses the focus.
  useLayoutEffect(() => {
    if (!moved) return;
    list.current
      ?.querySelector<HTMLElement>(`[data-move='${moved.key} ${moved.by}']`)
      ?.focus({ preventScroll: true });
  }, [moved]);

  const show = (next: readonly MovableColumn[], isShown: (key: MovableColumn) => boolean) => {
    setOrder(next);
    onChange(next.filter(isShown));
  };
  const move = (key: MovableColumn, by: Step) => {
    const from = order.indexOf(key);
    const to = from + by;
    if (to < 0 || to >= order.length) return;
    show(order.toSpliced(from, 1).toSpliced(to, 0, key), (each) => shown.includes(each));
    setMoved({ key, by });
  };
  const isUsual = shown.join() === movableColumns.join();

  return (
    <div className={classes.panel}>
      <ul ref={list} className={classes.list} aria-label="Columns after the customer">
        {order.map((key, position) => {
          const { label } = columnOf(key);
          const isShown = shown.includes(key);
          return (
            <li
              key={key}
              className={classes.column}
              onKeyDown={(event) => {
                if (!event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
                event.preventDefault();
                move(key, event.key === 'ArrowUp' ? -1 : 1);
              }}
            >
              <Checkbox
                size="xs"
                className={classes.box}
                label={label}
                checked={isShown}
                onChange={() =>
                  show(order, (each) => (each === key ? !isShown : shown.includes(each)))
                }
              />
              {([-1, 1] as const).map((by) => {
                const isEnd = position + by < 0 || position + by >= order.length;
                const Arrow = by < 0 ? IconArrowUp : IconArrowDown;
                return (
                  <ActionIcon
                    key={by}
                    variant="subtle"
                    color="gray"
                    size="sm"
                    className={classes.move}
                    aria-label={`Move ${label} ${by < 0 ? 'up' : 'down'}`}
                    aria-disabled={isEnd}
                    data-move={`${key} ${by}`}
                    onClick={() => move(key, by)}
                  >
                    <Arrow size={14} stroke={1.8} aria-hidden />
                  </ActionIcon>
                );
              })}
            </li>
          );
        })}
      </ul>
      <VisuallyHidden role="status">
        {moved &&
          `${columnOf(moved.key).label}: ${order.indexOf(moved.key) + 1} of ${order.length}`}
      </VisuallyHidden>
      <div className={classes.foot}>
        <span>A CSV file has all columns.</span>
        {!isUsual && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => show(movableColumns, () => true)}
          >
            Show all
          </Button>
        )}
      </div>
    </div>
  );
}

// Hidden columns before the first shown one that they are usually before.
function withHidden(shown: readonly MovableColumn[]): readonly MovableColumn[] {
  const place = (key: MovableColumn) => movableColumns.indexOf(key);
  return movableColumns
    .filter((key) => !shown.includes(key))
    .reduce<readonly MovableColumn[]>((order, key) => {
      const at = order.findIndex((each) => place(each) > place(key));
      return order.toSpliced(at === -1 ? order.length : at, 0, key);
    }, shown);
}
