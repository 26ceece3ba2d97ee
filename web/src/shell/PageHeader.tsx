// The line at the top of a page: where one is, and what belongs to the page as a whole.
import { Burger } from '@mantine/core';
import { use } from 'react';
import type { ReactNode } from 'react';

import { MenuContext } from './menu-context';
import classes from './PageHeader.module.css';

export function PageHeader({
  group,
  title,
  children,
}: {
  group?: string;
  title: string;
  children?: ReactNode;
}) {
  const menu = use(MenuContext);
  return (
    <header className={classes.header}>
      {menu && (
        <Burger
          size="sm"
          opened={false}
          aria-label="Open the menu"
          aria-expanded={menu.opened}
          onClick={menu.open}
        />
      )}
      <h1 className={classes.title}>
        {group && (
          <>
            <span className={classes.group}>{group}</span>
            <span className={classes.group} aria-hidden>
              ›
            </span>
          </>
        )}
        <span>{title}</span>
      </h1>
      <div className={classes.end}>{children}</div>
    </header>
  );
}
