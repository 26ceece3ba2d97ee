// The fields of a form for a customer's texts.
import { TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';

import { labels, textFields } from './profile';
import type { TextField } from './profile';
import classes from './TextFields.module.css';

const inputTypes: Partial<Record<TextField, string>> = { phone: 'tel' };

export function TextFields({
  propsOf,
}: {
  propsOf: (field: TextField) => GetInputPropsReturnType;
}) {
  return (
    <div className={classes.fields}>
      {textFields.map((field) => (
        <TextInput
          key={field}
          className={classes[field]}
          label={labels[field]}
          type={inputTypes[field] ?? 'text'}
          inputMode={field === 'email' ? 'email' : undefined}
          dir="auto"
          autoComplete="off"
          data-1p-ignore
          spellCheck={false}
          {...propsOf(field)}
        />
      ))}
    </div>
  );
}
