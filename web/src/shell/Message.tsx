// A page that has one thing to say.
import type { ReactNode } from 'react';

import classes from './Message.module.css';

export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.message}>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </div>
  );
}
