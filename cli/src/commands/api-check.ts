import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { GraphQLError } from 'graphql';
import { RefusedError, type Refusal } from '../client/errors.ts';
import { print, progress, type OutputOptions } from '../client/output.ts';
import { count } from '../client/words.ts';

interface Route {
  operation: string;
  method: string;
  /** Kong's regular expression for the path. */
  path: string;
}

type Verdict = { file: string } & (
  | {
      ok: true;
      title: string;
      version: string;
      specification: string;
      upstream: string;
      routes: Route[];
      warnings: string[];
    }
  | { ok: false; refusal: Refusal }
);

type Options = OutputOptions & { basePath: string; upstream?: string };

/** `apim api check`: what an import would say of documents, without a platform. */
export function addApiCheck(api: Command): void {
  api
    .command('check')
    .description(
      'tell whether documents can be imported, and the routes that they would make; needs no platform',
    )
    .argument('<file...>', 'OpenAPI 3.x or Swagger 2.0, JSON or YAML')
    .option('--base-path <path>', 'path on the gateway', '')
    .option('--upstream <url>', "address of the service; the document's server when not said")
    .option('--json', 'print JSON')
    .action(check);
}

async function check(files: string[], options: Options): Promise<void> {
  const verdicts: Verdict[] = [];
  for (const file of files) {
    progress(`· ${file} …`);
    verdicts.push(await verdictOn(file, options));
  }
  print(verdicts, options, () => verdicts.map(describe).join('\n'));
  const refused = verdicts.filter(({ ok }) => !ok);
  if (refused.length > 0) {
    const message = `${count(refused.length, 'document')} of ${verdicts.length} cannot be imported.`;
    throw new RefusedError([{ code: 'DOCUMENT_INVALID', message }]);
  }
}

async function verdictOn(file: string, { basePath, upstream }: Options): Promise<Verdict> {
  const { readDocument } = await import('@apim/gateway/openapi/read-document');
  const { upstreamOf } = await import('@apim/gateway/openapi/servers');
  const { regexPathOf } = await import('@apim/gateway/bundle/path-pattern');
  try {
    const document = await readDocument(await readFile(file, 'utf8'));
    const { title, version, specification, warnings, operations } = document;
    const routes = operations.map(({ key, method, path }) => ({
      operation: key,
      method,
      path: regexPathOf(basePath, path),
    }));
    return {
      file,
      ok: true,
      title,
      version,
      specification,
      upstream: upstreamOf(document, upstream),
      routes,
      warnings,
    };
  } catch (error) {
    return { file, ok: false, refusal: refusalOf(error as Error) };
  }
}

function refusalOf(error: Error): Refusal {
  const { code, field, remedy, details } = ((error as Partial<GraphQLError>).extensions ??
    {}) as Partial<Refusal>;
  if (code) return { code, message: error.message, field, remedy, details };
  return { code: 'DOCUMENT_UNREADABLE', message: error.message, remedy: 'Name a file that can be read.' };
}

function describe(verdict: Verdict): string {
  if (!verdict.ok) {
    const { code, message, remedy } = verdict.refusal;
    return `✗ ${verdict.file}: ${message} [${code}]\n  → ${remedy}`;
  }
  const { file, title, version, specification, upstream, routes, warnings } = verdict;
  const head = `✓ ${file}: ${title} ${version} (${specification}), ${count(routes.length, 'route')} → ${upstream}`;
  return [head, ...warnings.map((warning) => `  ! ${warning}`)].join('\n');
}
