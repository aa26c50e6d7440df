import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../../shared/kong/', import.meta.url));

/** Whether the recordings of a real Kong are there; they are data beside the project, not part of it. */
export const present = existsSync(folder);

/** What a skipped suite says of its reason. */
export const unlessAbsent = present ? '' : ' (skipped: ../shared/kong is absent)';

/** One recorded request and answer. */
export interface Recorded {
  name: string;
  request: { method: string; target: string; headers: [string, string][]; body: string };
  response: { status: number; headers: [string, string][]; body: string };
}

/** One file of behaviours: made by a configuration, or by calls of the Admin API in database mode. */
export interface Behaviour {
  declarative_config?: { [key: string]: unknown };
  setup?: Omit<Recorded, 'name'>[];
  cases: Recorded[];
  received_by_sink?: { line?: string; headers: [string, string][]; body: string }[];
  file_lines?: unknown[];
}

/** The text of a file of the recordings. */
export const readShared = (path: string): string => readFileSync(folder + path, 'utf8');

/** A file of the recordings as JSON. */
export const readJson = <T>(path: string): T => JSON.parse(readShared(path)) as T;

/** The names of the JSON files in a folder of the recordings, without their ending. */
export const namesIn = (path: string): string[] =>
  present
    ? readdirSync(folder + path)
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -5))
    : [];
