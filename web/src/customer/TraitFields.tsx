// A customer's traits as fields: a key, what kind of value it has, and the value.
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import type { FormErrors } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';

import type { Trait, TraitKind } from '../profile/profile';
import classes from './ProfileForm.module.css';

const kinds: { value: TraitKind; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'yes-no', label: 'Yes or no' },
];

export function TraitFields({
  traits,
  errors,
  onChange,
}: {
  traits: readonly Trait[];
  // By the path of the field, such as `traits.0.key`.
  errors: FormErrors;
  onChange: (traits: Trait[]) => void;
}) {
  const change = (position: number, part: Partial<Trait>) =>
    onChange(traits.map((trait, at) => (at === position ? { ...trait, ...part } : trait)));
  return (
    <fieldset className={classes.traits}>
      <legend className={classes.legend}>Traits</legend>
      {traits.map((trait, position) => {
        const name = trait.key.trim() || 'new trait';
        const path = `traits.${position}`;
        return (
          <div key={position} className={classes.trait}>
            {trait.isKnown ? (
              <bdi className={classes.key}>{trait.key}</bdi>
            ) : (
              <TextInput
                className={classes.key}
                aria-label="Name of the trait"
                placeholder="Name"
                autoFocus
                dir="auto"
                autoComplete="off"
                spellCheck={false}
                data-path={`${path}.key`}
                value={trait.key}
                error={errors[`${path}.key`]}
                onChange={(event) => change(position, { key: event.currentTarget.value })}
              />
            )}
            {trait.kind === 'other' ? (
              <code className={classes.other}>{trait.text}</code>
            ) : (
              <>
                <NativeSelect
                  className={classes.kind}
                  aria-label={`Kind of ${name}`}
                  data={kinds}
                  value={trait.kind}
                  onChange={(event) => {
                    const kind = kinds.find(({ value }) => value === event.currentTarget.value);
                    if (kind) change(position, asKind(trait, kind.value));
                  }}
                />
                <Value
                  trait={trait}
                  name={name}
                  path={`${path}.text`}
                  error={errors[`${path}.text`]}
                  onChange={(text) => change(position, { text })}
                />
              </>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove ${name}`}
              data-hint={`Remove ${name}`}
              onClick={() => onChange(traits.filter((_, at) => at !== position))}
            >
              <IconTrash size={15} stroke={1.8} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      <Button
        className={classes.add}
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
        onClick={() => onChange([...traits, { key: '', kind: 'text', text: '', isKnown: false }])}
      >
        Add a trait
      </Button>
    </fieldset>
  );
}

function Value({
  trait,
  name,
  path,
  error,
  onChange,
}: {
  trait: Trait;
  name: string;
  path: string;
  error: FormErrors[string];
  onChange: (text: string) => void;
}) {
  if (trait.kind === 'yes-no') {
    return (
      <NativeSelect
        className={classes.traitValue}
        aria-label={`Value of ${name}`}
        data={[
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]}
        value={trait.text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      className={classes.traitValue}
      aria-label={`Value of ${name}`}
      inputMode={trait.kind === 'number' ? 'decimal' : undefined}
      dir="auto"
      autoComplete="off"
      spellCheck={false}
      data-path={path}
      value={trait.text}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

// The trait with what of its value the other kind can hold.
function asKind(trait: Trait, kind: TraitKind): Partial<Trait> {
  if (kind === 'yes-no') return { kind, text: trait.text === 'false' ? 'false' : 'true' };
  if (kind === 'number') return { kind, text: Number.isNaN(Number(trait.text)) ? '' : trait.text };
  return { kind };
}
