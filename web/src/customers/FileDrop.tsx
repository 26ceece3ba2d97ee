// Where a file is dropped, or chosen.
import { Button, FileButton } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';

import classes from './FileDrop.module.css';

export function FileDrop({ onChoose }: { onChoose: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onChoose(file);
      }}
    >
      <IconFileSpreadsheet className={classes.icon} size={32} stroke={1.4} aria-hidden />
      <p className={classes.text}>Drop a CSV file of customers here, or</p>
      <FileButton
        accept=".csv,text/csv,text/plain"
        inputProps={{ 'aria-label': 'File of customers' }}
        onChange={(file) => file && onChoose(file)}
      >
        {(props) => <Button {...props}>Choose a file</Button>}
      </FileButton>
      <p className={classes.note}>You see what would change before anything is stored.</p>
    </div>
  );
}
