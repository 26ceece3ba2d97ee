// The way back to the page that this one is of.
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { To } from 'react-router';

import classes from './BackLink.module.css';

export function BackLink({ to, children }: { to: To; children: ReactNode }) {
  return (
    <Link className={classes.back ?? ''} to={to}>
      <IconArrowLeft size={14} stroke={1.8} aria-hidden />
      {children}
    </Link>
  );
}
