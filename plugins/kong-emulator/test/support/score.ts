/** How much of one file of the recordings is reproduced. */
export interface FileScore {
  folder: string;
  path: string;
  passed: number;
  total: number;
  /** Why the file is not played. */
  note?: string;
}

const share = (passed: number, total: number): string =>
  total === 0 ? '' : `${((100 * passed) / total).toFixed(1)} %`;

/** Collects what each file of the recordings came to. */
export class Score {
  readonly #files: FileScore[] = [];

  /** Counts a file from its first to its last case; `passed` grows as they pass. */
  add(file: FileScore): FileScore {
    this.#files.push(file);
    return file;
  }

  /** The cases of a folder. */
  sum(folder: string): { passed: number; total: number } {
    const files = this.#files.filter((file) => file.folder === folder);
    return {
      passed: files.reduce((sum, { passed }) => sum + passed, 0),
      total: files.reduce((sum, { total }) => sum + total, 0),
    };
  }

  /** One table: a line a file, and the sums by folder. */
  print(): string {
    const files = [...this.#files].sort((left, right) => (left.path < right.path ? -1 : 1));
    const width = Math.max(...files.map(({ path }) => path.length), 0);
    const line = (name: string, passed: number, total: number, note = ''): string =>
      `  ${name.padEnd(width)} ${String(passed).padStart(4)} of ${String(total).padStart(4)}  ${share(passed, total).padStart(7)}${note === '' ? '' : `  (${note})`}`;
    const folders = [...new Set(files.map(({ folder }) => folder))].reverse();
    return [
      '',
      'recorded cases reproduced:',
      ...files.map(({ path, passed, total, note }) => line(path, passed, total, note)),
      ...folders.map((folder) => {
        const { passed, total } = this.sum(folder);
        return line(`all of ${folder}`, passed, total);
      }),
      '',
    ].join('\n');
  }
}
