import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from './errors.ts';

export interface ClientSettings {
  /** Address of the GraphQL API's server, such as http://127.0.0.1:4000. */
  url: string;
  token: string;
}

/** APIM_URL and APIM_TOKEN; without them the local start's address, and its token from the nearest `.apim/token`. */
export async function readClientSettings(): Promise<ClientSettings> {
  const url = process.env.APIM_URL ?? 'http://127.0.0.1:4000';
  const token =
    process.env.APIM_TOKEN ?? (await localToken(process.cwd())) ?? (await localToken(import.meta.dirname));
  if (!token)
    throw new UsageError(
      'There is no token: set APIM_TOKEN, or start the local installation (npm start), which writes one to .apim/token.',
    );
  return { url: url.replace(/\/$/, ''), token };
}

async function localToken(from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, '.apim', 'token');
    if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
    if (dirname(folder) === folder) return undefined;
  }
}
