// Every word that the pages explain, with its meaning.
import { Modal } from '@mantine/core';

import { words } from '../glossary';
import classes from './GlossaryDialog.module.css';

export function GlossaryDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Glossary"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.words}>
        {words.map(({ word, meaning }) => (
          <div key={word} className={classes.word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
