// One of the sites, campaigns or forms that are known, or any id that is written.
import { Select } from '@mantine/core';
import type { ComboboxItem, SelectProps } from '@mantine/core';
import { useState } from 'react';

const shownMax = 60;

export function ContentSelect({
  choices,
  chosen,
  none,
  onChange,
  ...props
}: Pick<SelectProps, 'label' | 'aria-label' | 'description' | 'error'> & {
  choices: readonly { id: string; name: string }[];
  // An id; empty is none.
  chosen: string;
  // What it is called where none may be chosen.
  none?: string;
  onChange: (id: string) => void;
}) {
  const [search, setSearch] = useState('');
  const data = choices.map(({ id, name }) => ({ value: id, label: name }));
  const offer = (id: string, text: string) => {
    if (id !== '' && !choices.some((each) => each.id === id)) data.push({ value: id, label: text });
  };
  if (none !== undefined) data.unshift({ value: '', label: none });
  offer(chosen, chosen);
  const written = search.trim();
  const isNamed = data.some((each) => each.label === written || each.value === written);
  if (!isNamed) offer(written, `The id “${written}”`);
  return (
    <Select
      {...props}
      placeholder="Choose, or write an id"
      data={data}
      searchable
      limit={shownMax}
      filter={({ options, search: wanted }) =>
        (options as ComboboxItem[]).filter(({ value, label }) =>
          isFound({ id: value, name: label }, wanted),
        )
      }
      nothingFoundMessage="Nothing is known; write an id"
      allowDeselect={false}
      searchValue={search}
      onSearchChange={setSearch}
      value={chosen === '' && none === undefined ? null : chosen}
      onChange={(id) => id !== null && onChange(id)}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  );
}

// Whether name or id hold what is searched for, however either is written.
export function isFound({ id, name }: { id: string; name: string }, search: string): boolean {
  const wanted = folded(search.trim());
  return folded(name).includes(wanted) || folded(id).includes(wanted);
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
