// Tables as files for spreadsheets.

// With a mark by which spreadsheets know that it is UTF-8.
export function csvFile(rows: readonly (readonly string[])[]): Blob {
  const lines = rows.map((cells) => cells.map(csvCell).join(','));
  return new Blob(['\ufeff', ...lines.map((line) => `${line}\r\n`)], { type: 'text/csv' });
}

// Quoted where it has to be, and never a formula.
function csvCell(text: string): string {
  const guarded = /^[\s]*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
