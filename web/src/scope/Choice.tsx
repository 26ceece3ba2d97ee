// A filter by one of what the workspace has, or by none of it.
import { NativeSelect } from '@mantine/core';

import classes from './Choice.module.css';

export interface Named {
  id: string;
  name: string;
}

const editing = 'edit';

// Not there while there is nothing to choose.
export function Choice({
  name,
  chosen,
  known,
  choices,
  onChange,
  onEdit,
}: {
  name: string;
  chosen: string | undefined;
  // What the last answer was of.
  known?: Named | null | undefined;
  choices: readonly Named[];
  onChange: (id: string | undefined) => void;
  // Leads to where the choices are changed.
  onEdit?: { label: string; go: () => void };
}) {
  if (choices.length === 0 && chosen === undefined) return null;
  const isListed = chosen === undefined || choices.some(({ id }) => id === chosen);
  const unlisted = isListed
    ? []
    : [{ id: chosen, name: known?.id === chosen ? known.name : chosen }];
  return (
    <NativeSelect
      className={classes.choice}
      aria-label={name}
      data={[
        { value: '', label: `${name}: All` },
        ...[...unlisted, ...choices].map((each) => ({
          value: `=${each.id}`,
          label: `${name}: ${each.name}`,
        })),
        ...(onEdit ? [{ value: editing, label: onEdit.label }] : []),
      ]}
      value={chosen === undefined ? '' : `=${chosen}`}
      onChange={({ currentTarget: { value } }) => {
        if (value === editing) onEdit?.go();
        else onChange(value === '' ? undefined : value.slice(1));
      }}
    />
  );
}
