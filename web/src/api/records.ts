// How far back records reach.

// Whether all of a period that begins on the day `from` was recorded; a part is no base to compare
// with.
export function reachBack(recordsFrom: string | null, from: string): boolean {
  return recordsFrom !== null && recordsFrom <= from;
}
