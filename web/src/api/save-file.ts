// Gives the browser a file to save.
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Later, since the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
