// Settings › Sites, Campaigns or Forms: every one of the workspace, with what is said of it.
import { ActionIcon, Button, CloseButton, Code, Skeleton, TextInput } from '@mantine/core';
import { IconChartLine, IconPencil, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { isInPaths } from '../api/client';
import type { Session } from '../api/client';
import { administers } from '../api/rights';
import { CampaignKind } from '../cells/CampaignKind';
import { campaignStates } from '../cells/campaign-states';
import { formatCount, formatInstant } from '../formats';
import { Centered } from '../list/Notices';
import { isFound } from '../scope/ContentSelect';
import { useContentList } from '../scope/use-content-list';
import type { ContentFolder } from '../scope/use-content-list';
import { Failure } from '../shell/Failure';
import { contentWords } from './content';
import type { ContentItem } from './content';
import classes from './ContentListPage.module.css';
import { SettingsFrame } from './SettingsFrame';

const searchedFrom = 10;
const shownAtOnce = 50;

export function ContentListPage({
  session: { workspace },
  folder,
}: {
  session: Session;
  folder: ContentFolder;
}) {
  const { data, error, isFetching, refetch } = useContentList(
    folder,
    workspace.id,
    administers(workspace),
  );
  const items: readonly ContentItem[] | undefined = data?.[folder];
  const { many, example } = contentWords[folder];
  return (
    <SettingsFrame
      workspace={workspace}
      title={capitalized(many)}
      error={error}
      action={items && items.length > 0 && <Add folder={folder} />}
    >
      {items?.length === 0 ? (
        <Centered title={`No ${many} yet`}>
          <p>
            The first comes with the first event that names one, such as <Code>{example}</Code>, or
            is added here.
          </p>
          <Add folder={folder} />
        </Centered>
      ) : (
        <div className={classes.page}>
          {error && (
            <Failure
              title={
                items ? 'What is below may not be the latest.' : `The ${many} could not be loaded.`
              }
              error={error}
              onRetry={() => void refetch()}
              isFetching={isFetching}
              triesItself={false}
            />
          )}
          {items ? (
            <Items folder={folder} items={items} zone={workspace.time_zone} />
          ) : (
            !error && <Skeleton height={160} aria-busy />
          )}
        </div>
      )}
    </SettingsFrame>
  );
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function Add({ folder }: { folder: ContentFolder }) {
  return (
    <Button
      component={Link}
      to={`/settings/${folder}/new`}
      size="xs"
      leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
    >
      Add {contentWords[folder].one}
    </Button>
  );
}

function Items({
  folder,
  items,
  zone,
}: {
  folder: ContentFolder;
  items: readonly ContentItem[];
  zone: string;
}) {
  const [search, setSearch] = useState('');
  const [shownMax, setShownMax] = useState(shownAtOnce);
  const { one, many } = contentWords[folder];
  const found = items.filter((item) => isFound(item, search));
  const type = (text: string) => {
    setSearch(text);
    setShownMax(shownAtOnce);
  };
  return (
    <>
      {items.length > searchedFrom && (
        <div className={classes.search}>
          <TextInput
            type="search"
            className={classes.field}
            aria-label={`Search ${many}`}
            placeholder="Name or id"
            autoComplete="off"
            spellCheck={false}
            leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
            rightSection={
              search && <CloseButton size="sm" aria-label="Clear search" onClick={() => type('')} />
            }
            value={search}
            onChange={(event) => type(event.currentTarget.value)}
          />
          <span className={classes.dim} role="status">
            {search.trim() === ''
              ? `${formatCount(items.length)} ${many}`
              : `${formatCount(found.length)} of ${formatCount(items.length)} ${many}`}
          </span>
        </div>
      )}
      {found.length === 0 ? (
        <p className={classes.empty}>
          No {one} has <bdi className={classes.name}>{search.trim()}</bdi> in its name or id.
        </p>
      ) : (
        <ul className={classes.list} aria-label={capitalized(many)}>
          {found.slice(0, shownMax).map((item) => (
            <Row key={item.id} {...{ folder, item, zone }} />
          ))}
        </ul>
      )}
      {found.length > shownMax && (
        <Button
          className={classes.more}
          variant="default"
          size="xs"
          onClick={() => setShownMax(shownMax + shownAtOnce)}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function Row({ folder, item, zone }: { folder: ContentFolder; item: ContentItem; zone: string }) {
  const { id, name } = item;
  const ofId = encodeURIComponent(id);
  const facts = factsOf(item, zone);
  // No address can hold the others.
  const hasPages = isInPaths(id);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        {hasPages ? (
          <Link className={classes.name} to={`/settings/${folder}/edit/${ofId}`}>
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <bdi className={classes.name}>{name}</bdi>
        )}
        {name !== id && <bdi className={classes.id}>{id}</bdi>}
        {facts.length > 0 && (
          <div className={classes.facts}>
            {facts.map((fact, position) => (
              <span key={position}>{fact}</span>
            ))}
          </div>
        )}
      </div>
      {hasPages && (
        <div className={classes.acts}>
          {folder !== 'sites' && (
            <ActionIcon
              component={Link}
              to={`/insights/${folder}/${ofId}`}
              variant="subtle"
              color="gray"
              size={32}
              aria-label={`Numbers of ${name}`}
              data-hint="Numbers"
            >
              <IconChartLine size={15} stroke={1.8} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon
            component={Link}
            to={`/settings/${folder}/edit/${ofId}`}
            variant="subtle"
            color="gray"
            size={32}
            aria-label={`Edit ${name}`}
            data-hint="Edit"
          >
            <IconPencil size={15} stroke={1.8} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}

function factsOf(item: ContentItem, zone: string): ReactNode[] {
  const facts: ReactNode[] = [];
  if ('kind' in item) {
    const { kind, state, sent_at: at, reach } = item;
    facts.push(<CampaignKind kind={kind} />);
    facts.push([campaignStates[state], at && formatInstant(at, zone)].filter(Boolean).join(' '));
    if (reach !== null) facts.push(`Reach ${formatCount(reach)}`);
  }
  if ('enabled' in item) {
    if (!item.enabled) facts.push(<strong>disabled</strong>);
    facts.push(`Created ${formatInstant(item.created_at, zone)}`);
  }
  if ('site' in item && item.site !== null) {
    facts.push(
      <>
        Site <bdi>{item.site}</bdi>
      </>,
    );
  }
  return facts;
}
