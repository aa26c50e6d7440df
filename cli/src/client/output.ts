export interface OutputOptions {
  json?: boolean;
}

/** Prints a result once: as JSON for scripts, else as the given text. */
export function print(result: unknown, options: OutputOptions, text: () => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(result, null, 2) : text()}\n`);
}

/**
 * Rows with aligned columns; line breaks and control characters in values cannot forge rows. On a terminal of `columns` characters
 * the last column goes on below itself. Without rows: `none`.
 */
export function table(
  headers: string[],
  rows: (string | number | null | undefined)[][],
  columns: number | undefined = process.stdout.columns,
): string {
  if (rows.length === 0) return 'none';
  const cells = [headers, ...rows].map((row) => row.map((cell) => clean(String(cell ?? '-'))));
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const indent = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const room = columns !== undefined && columns - indent >= NARROWEST ? columns - indent : Infinity;
  return cells
    .flatMap((row) => {
      const before = row.slice(0, -1).map((cell, column) => cell.padEnd(widths[column] ?? 0));
      const [first = '', ...more] = wrap(row.at(-1) ?? '', room);
      return [[...before, first].join('  '), ...more.map((line) => ' '.repeat(indent) + line)];
    })
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A last column with less room than this is left to the terminal. */
const NARROWEST = 20;

function wrap(text: string, room: number): string[] {
  if (text.length <= room) return [text];
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

// eslint-disable-next-line no-control-regex -- control characters are what is removed
const clean = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

/** Says on a terminal what long work is at; silent in pipes and scripts. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
}
