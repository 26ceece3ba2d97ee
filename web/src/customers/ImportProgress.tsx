// What is said while a file is on its way.
import { Progress } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

import classes from './ImportPage.module.css';

const secondsAfter = 3;

export function ImportProgress({ title, text }: { title: string; text: string }) {
  const [seconds, setSeconds] = useState(0);
  useInterval(() => setSeconds((now) => now + 1), 1000, { autoInvoke: true });
  return (
    <div className={classes.progress} role="status">
      <h2 className={classes.heading}>{title}</h2>
      <Progress value={100} animated aria-label={title} />
      <p className={classes.text}>
        <bdi>{text}</bdi>
        {seconds >= secondsAfter && <span aria-hidden> {seconds} s so far.</span>}
      </p>
    </div>
  );
}
