// Search that filters as one types.
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Ref } from 'react';

import { searchLengthMax } from './scope';
import classes from './SearchBox.module.css';

const debounceMs = 100;

export function SearchBox({
  search,
  onSearch,
  inputRef,
}: {
  search: string;
  // With `replace` it takes the place of the search before.
  onSearch: (search: string, how: { replace: boolean }) => void;
  inputRef: Ref<HTMLInputElement>;
}) {
  const [text, setText] = useState(search);
  const [known, setKnown] = useState(search);
  // What this field asked for and the address does not show yet.
  const [asked, setAsked] = useState<readonly string[]>([]);
  // One stay in the field is one step of the browser's history, however many letters were typed.
  const isStepMade = useRef(false);

  if (search !== known) {
    setKnown(search);
    const answered = asked.indexOf(search);
    setAsked(asked.slice(answered + 1));
    // By another way than this field: back, forward, a cleared filter. Else more may be typed by now.
    if (answered === -1 && search !== text.trim()) setText(search);
  }

  const searchSoon = useDebouncedCallback((wanted: string) => {
    if (wanted.trim() === search) return;
    setAsked((before) => [...before, wanted.trim()]);
    onSearch(wanted, { replace: isStepMade.current });
    isStepMade.current = true;
  }, debounceMs);

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
