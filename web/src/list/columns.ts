// What a table of customers is made of.
import type { Term } from '../glossary';

export interface Column<Key extends string> {
  key: Key;
  label: string;
  // The word that its hint explains.
  term?: Term;
  align: 'start' | 'end';
  // The direction a first click sorts in: names from A, numbers and times from the greatest.
  isDescendingFirst: boolean;
  // The least, in pixels; what is left over is shared out.
  width: number;
}
