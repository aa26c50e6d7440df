import { bundleApi } from '@apim/gateway/bundle/api-bundle';
import { apiEntities } from '@apim/gateway/bundle/api-entities';
import { definitionsOf } from '@apim/gateway/openapi/operation-definition';
import { readDocument } from '@apim/gateway/openapi/read-document';
import { upstreamOf } from '@apim/gateway/openapi/servers';
import { platformEntities } from '@apim/gateway/platform/platform-entities';
import { hostAndPortOf } from '@apim/gateway/upstream/check-upstream';
import { registry } from '@apim/policies/registry';
import { runTask, type CompileTask, type TaskResults } from '@apim/policy/compile/task';
import type { OwnPolicy } from '@apim/policy/sandbox/own-policy';
import { Sandbox } from '@apim/policy/sandbox/sandbox';
import type { CompileAttachment, CompileOperation, Diagnostic, OperationDefinition } from '@apim/sdk';
import { entityId, toDeclarative, type Declarative, type EntitySet } from 'kong-admin-client';
import { RefusedError, UsageError } from '../client/errors.ts';
import { besides, readText, type CompileFile } from './compile-file.ts';
import { policyFile } from './package.ts';

const place = 'offline';
const projectId = entityId(place, 'service', 'project');

/** An attachment's number in its file stands for its id, so that ties are decided by the file's order. */
const idOf = (index: number): string => String(index).padStart(4, '0');
export const attachmentOf = (id: string | null): string => (id === null ? '' : `attachments[${Number(id)}]`);

/** Kong's declarative format for what a file says, with the code that every gateway of the platform has; or why there is none. */
export async function compileOffline(
  file: string,
  content: CompileFile,
): Promise<{ declarative: Declarative; diagnostics: readonly Diagnostic[] }> {
  const { api, attachments } = content;
  const apiId = entityId(place, 'service', api.name);
  const { operations, upstreamUrl } = await readApi(file, content);
  const sandbox = new Sandbox();
  try {
    const own = await readOwn(sandbox, file, content.policies);
    const task = {
      kind: 'compile',
      input: {
        api: {
          id: apiId,
          projectId,
          organizationId: place,
          basePath: api.basePath,
          upstreamPath: new URL(upstreamUrl).pathname,
        },
        operations,
        attachments: attachments.map((one, index) => toAttachment(one, index, apiId, operations)),
        gatewayId: place,
      },
    } as const satisfies CompileTask;
    const compiled: TaskResults['compile'] =
      own.length === 0 ? runTask(registry, task) : await sandbox.run(place, task, own);
    const source = {
      api: { ...api, id: apiId, organizationId: place, projectId, slug: api.name, upstreamUrl },
      operations,
      plugins: compiled.plugins.map(({ place: at, operationId = null, name, config }) => ({
        place: at,
        operationId,
        name,
        config,
      })),
    };
    const bundle = bundleApi(source, { allowed: [hostAndPortOf(upstreamUrl)], reserved: [] });
    return {
      declarative: toDeclarative(joined(apiEntities(place, bundle, new Set()))),
      diagnostics: compiled.diagnostics,
    };
  } finally {
    await sandbox.close();
  }
}

/** With the platform's global code, without which policies that know callers would not hold. */
function joined(entities: EntitySet): EntitySet {
  const global = platformEntities(place, 0).plugin?.filter(({ route }) => route === undefined) ?? [];
  return { ...entities, plugin: [...global, ...(entities.plugin ?? [])] };
}

async function readApi(
  file: string,
  { api, attachments }: CompileFile,
): Promise<{ operations: CompileOperation[]; upstreamUrl: string }> {
  const withId = <T extends { key: string }>(operation: T) => ({
    ...operation,
    id: entityId(place, 'route', `${api.name} ${operation.key}`),
  });
  if (api.openapi === undefined) {
    if (api.upstreamUrl === undefined) throw new UsageError(`${file}: api.upstreamUrl is missing.`);
    const operations = api.operations ?? [];
    return {
      upstreamUrl: api.upstreamUrl,
      operations: operations.map(({ method, path }) => withId({ key: `${method} ${path}`, method, path })),
    };
  }
  const document = await readDocument(await readText(besides(file, api.openapi)));
  const keys = document.operations.map(({ key }) => key);
  const isPerOperation = attachments.some(
    ({ policy, version }) => registry.get(policy, version)?.perOperation,
  );
  const entries = isPerOperation ? definitionsOf(document.document, keys) : [];
  const described = new Map(
    entries.map((entry) => [
      entry.key,
      'reason' in entry
        ? { undescribed: entry.reason }
        : { definition: JSON.parse(entry.definition) as OperationDefinition },
    ]),
  );
  return {
    upstreamUrl: upstreamOf(document, api.upstreamUrl),
    operations: document.operations.map(({ key, method, path }) => ({
      ...withId({ key, method, path }),
      ...described.get(key),
    })),
  };
}

async function readOwn(sandbox: Sandbox, file: string, files: readonly string[]): Promise<OwnPolicy[]> {
  const own: OwnPolicy[] = [];
  for (const named of files) {
    const described = await sandbox.describePolicy(
      place,
      await readText(await policyFile(besides(file, named))),
    );
    if ('policy' in described) {
      own.push(described.policy);
      continue;
    }
    throw new RefusedError(
      described.problems.map(({ line, column, message, remedy }) => ({
        code: 'POLICY_SOURCE_INVALID',
        message: `${named}:${line}:${column} ${message}`,
        remedy,
      })),
    );
  }
  return own;
}

function toAttachment(
  {
    policy,
    version,
    scope = 'api',
    operation,
    configuration,
    order,
    enabled,
  }: CompileFile['attachments'][number],
  index: number,
  apiId: string,
  operations: readonly CompileOperation[],
): CompileAttachment {
  const found = operations.find(({ key }) => key.toLowerCase() === operation?.toLowerCase());
  if (operation !== undefined && !found) {
    const known = operations.slice(0, 10).map(({ key }) => key);
    throw new RefusedError([
      {
        code: 'NOT_FOUND',
        message: `The API has no operation ${JSON.stringify(operation)}; it has ${known.join(', ')}.`,
        field: `attachments[${index}].operation`,
      },
    ]);
  }
  const ids = { gateway: place, project: projectId, api: apiId };
  return {
    id: idOf(index),
    policy,
    version,
    scope: found ? { kind: 'operation', id: found.id } : { kind: scope, id: ids[scope] },
    configuration,
    order,
    enabled,
  };
}
