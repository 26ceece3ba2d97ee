// What the sample portal has to offer.

export interface Good {
  id: string;
  name: string;
  unit: string;
  cents: number;
}

export const currency = 'EUR';

export const goods: readonly Good[] = [
  { id: 'apples', name: 'Apples', unit: 'crate of 10 kg', cents: 1890 },
  { id: 'bread-flour', name: 'Bread flour', unit: 'sack of 25 kg', cents: 2140 },
  { id: 'butter', name: 'Butter', unit: 'box of 5 kg', cents: 4350 },
  { id: 'carrots', name: 'Carrots', unit: 'bag of 5 kg', cents: 620 },
  { id: 'coffee', name: 'Coffee beans', unit: 'bag of 1 kg', cents: 1575 },
  { id: 'eggs', name: 'Eggs', unit: 'tray of 180', cents: 4995 },
  { id: 'olive-oil', name: 'Olive oil', unit: 'can of 5 l', cents: 5490 },
  { id: 'tomatoes', name: 'Tomatoes', unit: 'crate of 6 kg', cents: 1380 },
];

const formats = new Intl.NumberFormat('en-IE', { style: 'currency', currency });

export function price(cents: number): string {
  return formats.format(cents / 100);
}
