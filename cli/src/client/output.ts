export interface OutputOptions {
  json?: boolean;
}

/** Prints a result once: as JSON for scripts, else as the given text. */
export function print(result: unknown, options: OutputOptions, text: () => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(result, null, 2) : text()}\n`);
}

/** Rows with aligned columns; line breaks and control characters in values cannot forge rows. */
export function table(headers: string[], rows: (string | number | null | undefined)[][]): string {
  const cells = [headers, ...rows].map((row) => row.map((cell) => clean(String(cell ?? '-'))));
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// eslint-disable-next-line no-control-regex -- control characters are what is removed
const clean = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

/** Says on a terminal what long work is at; silent in pipes and scripts. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
}
