// Targets › one: its name and its rules, changed or made, with how many customers they match.
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { showNotification } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';

import type { ApiError, Session, Target, TargetChange, TargetRule, Workspace } from '../api/client';
import { administers } from '../api/rights';
import { formatClock, formatCount } from '../formats';
import { Hints } from '../hints/Hints';
import { Centered } from '../list/Notices';
import { useTargets } from '../scope/use-choices';
import { BackLink } from '../shell/BackLink';
import { Failure } from '../shell/Failure';
import failureClasses from '../shell/Failure.module.css';
import { LeaveGuard } from '../shell/LeaveGuard';
import { PageHeader } from '../shell/PageHeader';
import { RequestId } from '../shell/Trouble';
import { NotAllowed } from './NotAllowed';
import { RuleFields } from './RuleFields';
import type { RuleError } from './RuleFields';
import {
  bytesOf,
  groupsMax,
  groupsOf,
  nameBytesMax,
  newGroup,
  newRule,
  placeOf,
  rulesMax,
  troublesOf,
  wireOf,
} from './rules';
import type { Group, Rule } from './rules';
import classes from './TargetPage.module.css';
import { useChangeTargets, useContent, useCount } from './use-targets';

const countAfterMs = 400;

export function TargetPage({ session: { workspace } }: { session: Session }) {
  const { id = '' } = useParams();
  const isAllowed = administers(workspace);
  const isNew = id === 'new';
  const { data, error, isFetchedAfterMount, isFetching, refetch } = useTargets(
    workspace.id,
    isAllowed,
  );
  if (!isAllowed || error?.status === 403) return <NotAllowed workspace={workspace.name} />;
  const target = data?.targets.find((each) => each.id === id);
  // The form begins with what is stored now, and does not end when others change it.
  return (
    <Hints>
      <PageHeader group="Targets" title={isNew ? 'New target' : 'Edit target'} />
      <div className={classes.page}>
        <BackLink to="/targets">All targets</BackLink>
        {isNew ? (
          <Form key={id} workspace={workspace} target={undefined} />
        ) : target && isFetchedAfterMount ? (
          <Form key={id} workspace={workspace} target={target} />
        ) : error ? (
          <Failure
            title="The target could not be loaded."
            error={error}
            onRetry={() => void refetch()}
            isFetching={isFetching}
            triesItself={false}
          />
        ) : data && isFetchedAfterMount ? (
          <Centered title="There is no such target">
            <p>Somebody may have deleted it.</p>
          </Centered>
        ) : (
          <div aria-busy>
            <Skeleton height={54} mb={20} />
            <Skeleton height={160} />
          </div>
        )}
      </div>
    </Hints>
  );
}

interface PlacedError {
  at: string;
  message: string;
}

function Form({ workspace, target }: { workspace: Workspace; target: Target | undefined }) {
  const navigate = useNavigate();
  const { create, change } = useChangeTargets(workspace.id);
  const content = useContent(workspace.id, { campaigns: true, forms: true });
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(target?.name ?? '');
  const [groups, setGroups] = useState<readonly Group[]>(() =>
    target ? groupsOf(target.groups) : [newGroup()],
  );
  const [base] = useState(() => ({ name, groups: wireOf(groups) }));
  const [added, setAdded] = useState<number>();
  // Before the first try to save, what is not written yet is no mistake.
  const [isTried, setTried] = useState(false);
  const [refused, setRefused] = useState<PlacedError>();
  const [failure, setFailure] = useState<ApiError>();

  const wire = wireOf(groups);
  const isRulesChanged = JSON.stringify(wire) !== JSON.stringify(base.groups);
  const isDirty = name.trim() !== base.name || isRulesChanged;
  const troubles = troublesOf(groups);
  const counting = useLiveCount(workspace, troubles.length === 0 ? wire : undefined);
  const shown: PlacedError[] = troubles.filter(({ isMissing }) => isTried || !isMissing);
  if (refused) shown.push(refused);
  if (counting.refused) shown.push(counting.refused);
  const nameError = refused?.at === 'name' ? refused.message : isTried && wrongName(name);

  const put = (next: readonly Group[]) => {
    setGroups(next);
    setRefused(undefined);
    setFailure(undefined);
  };
  const save = async () => {
    setTried(true);
    setFailure(undefined);
    if (wrongName(name) || troubles.length > 0) {
      focusFirstError(form.current);
      return;
    }
    const body: TargetChange = {};
    if (name.trim() !== base.name) body.name = name.trim();
    if (isRulesChanged || !target) body.groups = wire;
    try {
      const saved = await (target
        ? change.mutateAsync({ id: target.id, body })
        : create.mutateAsync(body));
      showNotification({ message: `“${saved.name}” is saved.`, withCloseButton: false });
      void navigate('/targets');
    } catch (error) {
      const { field, message } = error as ApiError;
      const isPlaced = field === 'name' || field?.startsWith('groups[');
      setRefused(isPlaced && field ? { at: field, message } : undefined);
      if (isPlaced) focusFirstError(form.current);
      else setFailure(error as ApiError);
    }
  };
  const isSaving = create.isPending || change.isPending;

  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      aria-label="Target"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {target?.warning && (
        <div className={failureClasses.failure} data-kind="warning" role="status">
          <div className={failureClasses.text}>
            <strong>This target cannot be used as it is.</strong> {target.warning}
          </div>
        </div>
      )}
      <TextInput
        label="Name"
        description="What the target is called where numbers are filtered by it."
        dir="auto"
        autoComplete="off"
        autoFocus={!target}
        value={name}
        error={nameError}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setRefused(undefined);
        }}
      />
      <Groups
        groups={groups}
        errors={shown}
        content={content}
        added={added}
        onChange={put}
        onAdded={setAdded}
      />
      {failure && (
        <div className={failureClasses.failure} role="alert">
          <div className={failureClasses.text}>
            <strong>The target is not saved.</strong> {failure.message} What you wrote is still
            here.
            <RequestId error={failure} />
          </div>
        </div>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={isSaving} disabled={target !== undefined && !isDirty}>
          Save
        </Button>
        <Button component={Link} to="/targets" variant="default">
          Cancel
        </Button>
        <Count counting={counting} zone={workspace.time_zone} />
      </div>
      <LeaveGuard isDirty={isDirty} what="What you wrote of this target is not saved yet." />
    </form>
  );
}

function wrongName(name: string): string | undefined {
  if (name.trim() === '') return 'A target has a name.';
  return bytesOf(name.trim()) > nameBytesMax
    ? `This is too long: at most ${nameBytesMax} bytes.`
    : undefined;
}

// After the errors are drawn.
function focusFirstError(form: HTMLFormElement | null): void {
  setTimeout(() => {
    const wrong = form?.querySelector<HTMLElement>('[aria-invalid=true], [data-error] input');
    (wrong ?? form?.querySelector<HTMLElement>('[role=alert]'))?.focus();
  });
}

function Groups({
  groups,
  errors,
  content,
  added,
  onChange,
  onAdded,
}: {
  groups: readonly Group[];
  errors: readonly PlacedError[];
  content: ReturnType<typeof useContent>;
  // The rule that was added last.
  added: number | undefined;
  onChange: (groups: readonly Group[]) => void;
  onAdded: (rule: number) => void;
}) {
  const putRules = (at: number, rules: readonly Rule[]) =>
    onChange(
      rules.length === 0
        ? groups.filter((_, position) => position !== at)
        : groups.map((group, position) => (position === at ? { ...group, rules } : group)),
    );
  const section = useRef<HTMLElement>(null);
  // What was clicked is gone then.
  const focusAdding = (group?: number) =>
    setTimeout(() => {
      const place = section.current;
      const ofGroup = place?.querySelector<HTMLElement>(`[data-adds-to="${group ?? ''}"]`);
      (ofGroup ?? place?.querySelector<HTMLElement>('[data-adds-to=""]'))?.focus();
    });
  const total = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  return (
    <section ref={section} className={classes.rules} aria-labelledby="target-rules">
      <h2 id="target-rules" className={classes.heading}>
        Rules
      </h2>
      <p className={classes.about}>A customer is in the target while every group holds.</p>
      {groups.map(({ id, rules }, at) => (
        <div key={id}>
          {at > 0 && <div className={classes.and}>and</div>}
          <fieldset className={classes.group}>
            <legend className={classes.legend}>{rules.length > 1 ? 'Any of these' : 'This'}</legend>
            {rules.map((rule, position) => (
              <div key={rule.id} className={classes.rule}>
                {position > 0 && <div className={classes.or}>or</div>}
                <RuleFields
                  rule={rule}
                  name={`Rule ${position + 1} of group ${at + 1}`}
                  place={placeOf(at, position)}
                  errors={errorsAt(errors, placeOf(at, position))}
                  content={content}
                  isNew={rule.id === added}
                  onChange={(next) =>
                    putRules(
                      at,
                      rules.map((each) => (each.id === rule.id ? next : each)),
                    )
                  }
                  onRemove={
                    total > 1
                      ? () => {
                          putRules(
                            at,
                            rules.filter((each) => each.id !== rule.id),
                          );
                          focusAdding(id);
                        }
                      : undefined
                  }
                />
              </div>
            ))}
            {errors
              .filter((error) => error.at === placeOf(at))
              .map(({ message }) => (
                <p key={message} className={classes.error} role="alert">
                  {message}
                </p>
              ))}
            <div className={classes.acts}>
              {rules.length < rulesMax && (
                <Button
                  size="xs"
                  variant="subtle"
                  data-adds-to={id}
                  aria-label={`Add a rule to group ${at + 1}`}
                  leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
                  onClick={() => {
                    const rule = newRule();
                    onAdded(rule.id);
                    putRules(at, [...rules, rule]);
                  }}
                >
                  Add a rule
                </Button>
              )}
              {groups.length > 1 && (
                <Button
                  size="xs"
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove group ${at + 1}`}
                  onClick={() => {
                    putRules(at, []);
                    focusAdding();
                  }}
                >
                  Remove group
                </Button>
              )}
            </div>
          </fieldset>
        </div>
      ))}
      {groups.length < groupsMax && (
        <Button
          className={classes.add}
          size="xs"
          variant="default"
          data-adds-to=""
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          onClick={() => {
            const group = newGroup();
            const [rule] = group.rules;
            if (rule) onAdded(rule.id);
            onChange([...groups, group]);
          }}
        >
          Add a group
        </Button>
      )}
    </section>
  );
}

function errorsAt(errors: readonly PlacedError[], place: string): RuleError[] {
  return errors.flatMap(({ at, message }) => {
    if (at === place) return [{ member: '', message }];
    return at.startsWith(`${place}.`) ? [{ member: at.slice(place.length + 1), message }] : [];
  });
}

// How many customers the rules match, asked a moment after they were written.
function useLiveCount(workspace: Workspace, wire: TargetRule[][] | undefined) {
  const text = wire && JSON.stringify(wire);
  const [settled] = useDebouncedValue(text, countAfterMs);
  const isSettled = settled === text;
  const query = useCount(
    workspace.id,
    settled === undefined ? undefined : (JSON.parse(settled) as TargetRule[][]),
  );
  const error = isSettled && text !== undefined ? query.error : null;
  const isPlaced = error?.field?.startsWith('groups[') ?? false;
  return {
    isComplete: text !== undefined,
    answer: query.data,
    isOld: !isSettled || query.isPlaceholderData,
    error: isPlaced ? null : error,
    refused: isPlaced && error?.field ? { at: error.field, message: error.message } : undefined,
    again: () => void query.refetch(),
  };
}

function Count({
  counting: { isComplete, answer, isOld, error, refused, again },
  zone,
}: {
  counting: ReturnType<typeof useLiveCount>;
  zone: string;
}) {
  if (!isComplete || refused) {
    return (
      <p className={classes.count} role="status">
        {refused ? 'Not counted: a rule is refused.' : 'Counted once every rule is complete.'}
      </p>
    );
  }
  if (error) {
    return (
      <div className={classes.count} role="status">
        Not counted. {error.message}
        {error.isPassing && (
          <Button size="compact-xs" variant="default" ml="xs" onClick={again}>
            Try again
          </Button>
        )}
      </div>
    );
  }
  return (
    <p className={classes.count} role="status" data-waiting={isOld || undefined}>
      {answer && (
        <>
          <strong>
            {formatCount(answer.customers)} of {formatCount(answer.total)} customers
          </strong>{' '}
          as of {formatClock(answer.as_of, zone)}
        </>
      )}
    </p>
  );
}
