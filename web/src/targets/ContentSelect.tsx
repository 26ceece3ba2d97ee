// One of the campaigns or forms that are known, or any id that is written.
import { Select } from '@mantine/core';
import type { ComboboxItem } from '@mantine/core';
import { useState } from 'react';

const shownMax = 60;

export function ContentSelect({
  label,
  choices,
  chosen,
  isWrong,
  onChange,
}: {
  label: string;
  choices: readonly { id: string; name: string }[];
  // An id; empty is none.
  chosen: string;
  isWrong: boolean;
  onChange: (id: string) => void;
}) {
  const [search, setSearch] = useState('');
  const data = choices.map(({ id, name }) => ({ value: id, label: name }));
  const offer = (id: string, text: string) => {
    if (id !== '' && !choices.some((each) => each.id === id)) data.push({ value: id, label: text });
  };
  offer(chosen, chosen);
  const written = search.trim();
  const isNamed = data.some((each) => each.label === written || each.value === written);
  if (!isNamed) offer(written, `The id “${written}”`);
  return (
    <Select
      aria-label={label}
      placeholder="Choose, or write an id"
      data={data}
      searchable
      limit={shownMax}
      filter={({ options, search: wanted }) =>
        (options as ComboboxItem[]).filter((each) => holds(each, wanted.trim().toLowerCase()))
      }
      nothingFoundMessage="Nothing is known; write an id"
      allowDeselect={false}
      searchValue={search}
      onSearchChange={setSearch}
      value={chosen === '' ? null : chosen}
      onChange={(id) => id !== null && onChange(id)}
      error={isWrong}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  );
}

function holds({ value, label }: ComboboxItem, wanted: string): boolean {
  return label.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted);
}
