import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const scenarios = new URL('../scenarios/', import.meta.url);

/** What a run was asked for on the command line. */
export interface LoadArguments {
  name: string;
  /** Address of the script, a file: URL. */
  script: string;
  /** Settings that the script finds in `__ENV`, those that were given. */
  environment: Record<string, string>;
  /** Folder and beginning of the name of the report's files, without ending. */
  reports: string;
}

export const usage = `npm run load -- SUITE [options]

  --target <url>     the gateway's proxy (http://127.0.0.1:8000)
  --api <url>        the GraphQL API (http://127.0.0.1:4000)
  --upstream <url>   the sample upstream as the gateway reaches it (http://localhost:4090)
  --duration <time>  such as 30s; the suite's own when not said
  --token <token>    for the GraphQL API; APIM_TOKEN keeps it out of the list of processes (.apim/token)
  --reports <folder> where the report goes (load-tests/reports)

Suites: ${readdirSync(scenarios)
  .map((file) => file.replace(/\.ts$/, ''))
  .join(', ')}; or the path of a k6 script.`;

/** Reads the command line; throws a sentence that says what is wrong with it. */
export function parseLoadArguments(args: string[], now: Date): LoadArguments {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { target: text, api: text, upstream: text, duration: text, token: text, reports: text },
  });
  const [suite, ...others] = positionals;
  if (!suite || others.length > 0) throw new Error(`Name one suite.\n\n${usage}`);
  const script =
    suite.endsWith('.ts') || suite.endsWith('.js')
      ? pathToFileURL(resolve(suite))
      : new URL(`${suite}.ts`, scenarios);
  if (!existsSync(fileURLToPath(script))) throw new Error(`There is no suite ${suite}.\n\n${usage}`);
  const name = script.pathname
    .split('/')
    .at(-1)!
    .replace(/\.[jt]s$/, '');
  const given = {
    TARGET: values.target,
    API_URL: values.api,
    UPSTREAM: values.upstream,
    DURATION: values.duration,
    APIM_TOKEN: values.token,
  };
  const folder = values.reports ?? fileURLToPath(new URL('../reports', import.meta.url));
  return {
    name,
    script: script.href,
    environment: Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    reports: `${resolve(folder)}/${name}-${now.toISOString().replace(/[:.]/g, '-')}`,
  };
}
