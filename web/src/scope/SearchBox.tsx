// Search that filters as one types.
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Ref } from 'react';

import { searchLengthMax } from './scope';
import type { Scope } from './scope';
import classes from './SearchBox.module.css';
import type { ChangeScope } from './use-scope';

const debounceMs = 100;

export function SearchBox({
  scope,
  change,
  inputRef,
}: {
  scope: Scope;
  change: ChangeScope;
  inputRef: Ref<HTMLInputElement>;
}) {
  const [text, setText] = useState(scope.search);
  const [known, setKnown] = useState(scope.search);
  // One stay in the field is one step of the browser's history, however many letters were typed.
  const isStepMade = useRef(false);

  // The address changed by another way than this field: back, forward, a cleared filter.
  if (scope.search !== known) {
    setKnown(scope.search);
    if (scope.search !== text.trim()) setText(scope.search);
  }

  const search = (wanted: string) => {
    if (wanted.trim() === scope.search) return;
    change({ search: wanted }, { replace: isStepMade.current });
    isStepMade.current = true;
  };
  const searchSoon = useDebouncedCallback(search, debounceMs);

  const type = (wanted: string) => {
    setText(wanted);
    searchSoon(wanted);
  };

  return (
    <TextInput
      ref={inputRef}
      className={classes.search}
      type="search"
      aria-label="Search customers"
      aria-keyshortcuts="/"
      placeholder="Name, code or email"
      autoComplete="off"
      spellCheck={false}
      maxLength={searchLengthMax}
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      rightSection={
        text ? <CloseButton size="sm" aria-label="Clear search" onClick={() => type('')} /> : null
      }
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => (isStepMade.current = false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          if (text) type('');
          else event.currentTarget.blur();
        }
      }}
    />
  );
}
