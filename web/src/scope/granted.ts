// Targets that a member is limited to, in words: `“North” or “South”`.
export function targetsInWords(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(
    names.map((name) => `“${name}”`),
  );
}
