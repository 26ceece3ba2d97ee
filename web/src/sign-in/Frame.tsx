// The one column in which a stranger signs in or sets up.
import type { ReactNode } from 'react';

import { Logo } from '../shell/Logo';
import classes from './Frame.module.css';

export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={28} />
          Footfall
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
