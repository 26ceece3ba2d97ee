// One rule: whether it must match, what it asks, how, and for which values.
import { ActionIcon, Checkbox, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

import type { Kind } from '../api/client';
import { kindNames } from '../kinds';
import { ContentSelect } from '../scope/ContentSelect';
import classes from './RuleFields.module.css';
import { factsOf, fields, operators, valuesMax, withField, withOperator } from './rules';
import type { KnownRule, Operator, Rule } from './rules';
import type { Content } from './use-targets';

export interface RuleError {
  // Of the rule; empty is the rule itself.
  member: string;
  message: string;
}

interface Parts {
  rule: KnownRule;
  isWrong: (member: string) => boolean;
  onChange: (part: Partial<KnownRule>) => void;
}

export function RuleFields({
  rule,
  name,
  place,
  errors,
  content,
  isNew,
  onChange,
  onRemove,
}: {
  rule: Rule;
  // What a reader that sees no page calls it.
  name: string;
  place: string;
  errors: readonly RuleError[];
  content: Content;
  // Takes the focus then.
  isNew: boolean;
  onChange: (rule: Rule) => void;
  // Undefined for the only one.
  onRemove: (() => void) | undefined;
}) {
  const errorId = `error-${rule.id}`;
  const isWrong = (member: string) => errors.some((error) => error.member === member);
  return (
    <div
      className={classes.rule}
      role="group"
      aria-label={name}
      aria-describedby={errors.length > 0 ? errorId : undefined}
      data-place={place}
    >
      {'unknown' in rule ? (
        <div className={classes.unknown}>
          <p>This page does not know this rule. It stays as it is.</p>
          <code>{JSON.stringify(rule.unknown)}</code>
        </div>
      ) : (
        <Fields
          {...{ rule, content, isNew, isWrong }}
          onChange={(part) => onChange({ ...rule, ...part })}
          onReplace={onChange}
        />
      )}
      {onRemove && (
        <ActionIcon
          className={classes.remove}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={`Remove ${name.toLowerCase()}`}
          data-hint="Remove the rule"
          onClick={onRemove}
        >
          <IconTrash size={15} stroke={1.8} aria-hidden />
        </ActionIcon>
      )}
      {errors.length > 0 && (
        <p id={errorId} className={classes.error} role="alert">
          {Array.from(new Set(errors.map(({ message }) => message))).join(' ')}
        </p>
      )}
    </div>
  );
}

function Fields({
  rule,
  content,
  isNew,
  isWrong,
  onChange,
  onReplace,
}: Parts & { content: Content; isNew: boolean; onReplace: (rule: KnownRule) => void }) {
  return (
    <div className={classes.fields}>
      <NativeSelect
        className={classes.match}
        aria-label="Match"
        data={[
          { value: 'yes', label: 'Match' },
          { value: 'no', label: 'Don’t match' },
        ]}
        value={rule.match ? 'yes' : 'no'}
        error={isWrong('match')}
        onChange={(event) => onChange({ match: event.currentTarget.value === 'yes' })}
      />
      <NativeSelect
        className={classes.field}
        aria-label="Field"
        data={[...fields]}
        autoFocus={isNew}
        value={rule.field}
        error={isWrong('field')}
        onChange={(event) => {
          const field = fields.find(({ value }) => value === event.currentTarget.value);
          if (field) onReplace(withField(rule, field.value));
        }}
      />
      {rule.field === 'trait' && (
        <TextInput
          className={classes.key}
          aria-label="Name of the trait"
          placeholder="Name of the trait"
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          value={rule.key}
          error={isWrong('key')}
          onChange={(event) => onChange({ key: event.currentTarget.value })}
        />
      )}
      {rule.field === 'count' && (
        <NativeSelect
          className={classes.key}
          aria-label="Kind of events"
          data={Object.entries(kindNames).map(([value, label]) => ({ value, label }))}
          value={rule.kind}
          error={isWrong('kind')}
          onChange={(event) => onChange({ kind: event.currentTarget.value as Kind })}
        />
      )}
      <OperatorChoice {...{ rule, isWrong }} onReplace={onReplace} />
      {(rule.field === 'campaign' || rule.field === 'form') && (
        <div className={classes.values}>
          <ContentSelect
            key={rule.field}
            aria-label={rule.field === 'campaign' ? 'Campaign' : 'Form'}
            choices={rule.field === 'campaign' ? content.campaigns : content.forms}
            chosen={rule.key}
            error={isWrong('key')}
            onChange={(key) => onChange({ key })}
          />
        </div>
      )}
      <Values {...{ rule, isWrong, onChange }} />
      {rule.field === 'count' && <Span {...{ rule, isWrong, onChange }} />}
    </div>
  );
}

function OperatorChoice({
  rule,
  isWrong,
  onReplace,
}: Omit<Parts, 'onChange'> & { onReplace: (rule: KnownRule) => void }) {
  const choices = operators[rule.field];
  if (choices.length === 1) return <span className={classes.word}>{choices[0]?.label}</span>;
  return (
    <NativeSelect
      className={classes.operator}
      aria-label="Operator"
      data={choices.map(({ operator, label }) => ({ value: operator, label }))}
      value={rule.operator}
      error={isWrong('operator')}
      onChange={(event) => onReplace(withOperator(rule, event.currentTarget.value as Operator))}
    />
  );
}

const statuses = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
];

function Values({ rule, isWrong, onChange }: Parts) {
  const { takes, count } = factsOf(rule);
  if (takes === 'nothing') return null;
  if (takes === 'statuses') {
    return (
      <div className={classes.statuses}>
        {statuses.map(({ value, label }) => (
          <Checkbox
            key={value}
            size="sm"
            label={label}
            checked={rule.values.includes(value)}
            error={isWrong('values')}
            onChange={({ currentTarget: { checked } }) =>
              onChange({
                values: statuses
                  .map((each) => each.value)
                  .filter((each) => (each === value ? checked : rule.values.includes(each))),
              })
            }
          />
        ))}
      </div>
    );
  }
  if (takes === 'texts') return <Texts {...{ rule, isWrong, onChange }} />;
  const words = count === 2 ? ['From', 'To'] : [takes === 'dates' ? 'Day' : 'Value'];
  return (
    <div className={classes.amounts} data-of={takes}>
      {words.map((word, position) => (
        <div key={word} className={classes.amount}>
          {position > 0 && <span className={classes.word}>and</span>}
          <TextInput
            className={classes.number}
            aria-label={word}
            type={takes === 'dates' ? 'date' : 'text'}
            max={takes === 'dates' ? '9999-12-31' : undefined}
            inputMode={takes === 'counts' || takes === 'days' ? 'numeric' : undefined}
            placeholder={takes === 'amounts' ? 'Number or date' : undefined}
            autoComplete="off"
            value={rule.values[position] ?? ''}
            error={isWrong('values')}
            onChange={({ currentTarget: { value } }) =>
              onChange({ values: rule.values.map((each, at) => (at === position ? value : each)) })
            }
          />
        </div>
      ))}
      {takes === 'days' && <span className={classes.word}>days</span>}
    </div>
  );
}

function Texts({ rule, isWrong, onChange }: Parts) {
  return (
    <>
      {rule.values.length > 1 && (
        <NativeSelect
          className={classes.every}
          aria-label="How many of the values"
          data={[
            { value: 'any', label: 'any of' },
            { value: 'every', label: 'every of' },
          ]}
          value={rule.every ? 'every' : 'any'}
          error={isWrong('every')}
          onChange={(event) => onChange({ every: event.currentTarget.value === 'every' })}
        />
      )}
      <TagsInput
        className={classes.values}
        aria-label="Values"
        placeholder={rule.values.length === 0 ? 'Write a value, then Enter' : undefined}
        maxTags={valuesMax}
        // A value may hold a comma.
        splitChars={[]}
        value={[...rule.values]}
        error={isWrong('values')}
        onChange={(values) => onChange({ values })}
      />
    </>
  );
}

// Since when events count.
function Span({ rule, isWrong, onChange }: Parts) {
  return (
    <div className={classes.amounts}>
      <NativeSelect
        className={classes.operator}
        aria-label="Since when"
        data={[
          { value: 'ever', label: 'ever' },
          { value: 'last', label: 'in the last' },
        ]}
        value={rule.days === undefined ? 'ever' : 'last'}
        onChange={(event) =>
          onChange({ days: event.currentTarget.value === 'ever' ? undefined : '30' })
        }
      />
      {rule.days !== undefined && (
        <>
          <TextInput
            className={classes.number}
            aria-label="Days"
            inputMode="numeric"
            autoComplete="off"
            value={rule.days}
            error={isWrong('days')}
            onChange={(event) => onChange({ days: event.currentTarget.value })}
          />
          <span className={classes.word}>days</span>
        </>
      )}
    </div>
  );
}
