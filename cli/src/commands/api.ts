import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { GraphQLError } from 'graphql';
import { RefusedError, UsageError } from '../client/errors.ts';
import { print, table, type OutputOptions } from '../client/output.ts';
import { listApis, resolveProject } from '../client/resolve.ts';
import { count } from '../client/words.ts';
import { addApiCheck } from './api-check.ts';
import { connect } from './connect.ts';

interface Imported {
  api: {
    id: string;
    slug: string;
    name: string;
    version: string;
    basePath: string;
    upstreamUrl: string;
    operations: { key: string }[];
  };
  created: boolean;
  operationsAdded: string[];
  operationsRemoved: string[];
  warnings: string[];
}

const IMPORT = `mutation ($input: ImportApiInput!) {
  importApi(input: $input) {
    created operationsAdded operationsRemoved warnings
    api { id slug name version basePath upstreamUrl operations { key } }
  }
}`;

/** `apim api import|list|check`: APIs from OpenAPI documents. */
export function addApi(program: Command): void {
  const api = program.command('api').description('APIs from OpenAPI documents');
  api
    .command('import')
    .description('import an OpenAPI document, or update the API that an earlier version made')
    .argument('<file>', 'OpenAPI 3.x or Swagger 2.0, JSON or YAML; - for standard input')
    .option('--project <slug>', 'project; the only one when not said')
    .option('--slug <slug>', 'short name; from the title when not said')
    .option('--name <name>', 'display name; the title when not said')
    .option('--base-path <path>', 'path on the gateway; /<slug> when not said')
    .option(
      '--upstream <url>',
      "address of the service; when not said, what the API has, else the document's server",
    )
    .option('--json', 'print JSON')
    .action(importFile);
  api
    .command('list')
    .description("list the project's APIs")
    .option('--project <slug>', 'project; the only one when not said')
    .option('--json', 'print JSON')
    .action(list);
  addApiCheck(api);
}

type ImportOptions = OutputOptions & {
  project?: string;
  slug?: string;
  name?: string;
  basePath?: string;
  upstream?: string;
};

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const document = await readDocument(file);
  await refuseLargeDocument(document);
  const ask = await connect();
  const project = await resolveProject(ask, options.project);
  const { slug, name, basePath, upstream: upstreamUrl } = options;
  const { importApi } = await ask<{ importApi: Imported }>(IMPORT, {
    input: { projectId: project.id, document, slug, name, basePath, upstreamUrl },
  });
  print(importApi, options, () => describe(importApi));
}

async function readDocument(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${message}.`,
    );
  }
}

/** Refuses here what the platform would refuse anyway, ahead of sending it all. */
async function refuseLargeDocument(document: string): Promise<void> {
  const { refuseTooLarge } = await import('@apim/gateway/openapi/parse');
  try {
    refuseTooLarge(document);
  } catch (error) {
    const { message, extensions } = error as GraphQLError;
    throw new RefusedError([{ code: String(extensions.code), message, remedy: String(extensions.remedy) }]);
  }
}

function describe({ api, created, operationsAdded, operationsRemoved, warnings }: Imported): string {
  const lines = [
    `${created ? 'Imported' : 'Updated'} ${api.name} ${api.version} as ${api.slug}: ${count(api.operations.length, 'operation')} at ${api.basePath} → ${api.upstreamUrl}`,
  ];
  if (!created)
    lines.push(
      ...operationsAdded.map((key) => `  + ${key}`),
      ...operationsRemoved.map((key) => `  - ${key}`),
    );
  lines.push(...warnings.map((warning) => `  ! ${warning}`));
  return lines.join('\n');
}

async function list(options: OutputOptions & { project?: string }): Promise<void> {
  const ask = await connect();
  const apis = await listApis(ask, await resolveProject(ask, options.project));
  print(apis, options, () =>
    table(
      ['api', 'version', 'portal', 'base path', 'name'],
      apis.map((api) => [
        api.slug,
        api.version,
        api.publication?.visibility.toLowerCase(),
        api.basePath,
        api.name,
      ]),
    ),
  );
}
