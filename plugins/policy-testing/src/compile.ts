import {
  compileApi,
  createRegistry,
  type CompileOperation,
  type PlacedPlugin,
  type Policy,
  type ScopeKind,
} from '@apim/sdk';

/** The API that every test's policy is attached to. */
export const testApi = { id: 'test-api', projectId: 'test-project', organizationId: 'test-organization' };
const gatewayId = 'test-gateway';
/** By its tag, the route tells which operation it is of. */
export const operationId = 'test-operation';

const scopeIds: Partial<Record<ScopeKind, string>> = {
  api: testApi.id,
  operation: operationId,
  project: testApi.projectId,
  gateway: gatewayId,
};

/** The plugins of a policy that is attached to an API served from `/`. Throws with every diagnostic that is an error. */
export function compileForTest(
  policy: Policy,
  configuration: unknown,
  operation: Omit<CompileOperation, 'id' | 'key'>,
): readonly PlacedPlugin[] {
  const kind = (Object.keys(scopeIds) as ScopeKind[]).find((one) => policy.scopes.includes(one));
  if (kind === undefined) {
    throw new Error(
      `${policy.name} can be attached to plans and applications alone, which testPolicy cannot place`,
    );
  }
  const { plugins, diagnostics } = compileApi({
    api: { ...testApi, basePath: '/', upstreamPath: '/' },
    operations: [{ ...operation, id: operationId, key: `${operation.method} ${operation.path}` }],
    attachments: [
      {
        id: 'test-attachment',
        policy: policy.name,
        scope: { kind, id: scopeIds[kind] ?? '' },
        configuration,
        order: 0,
        enabled: true,
      },
    ],
    registry: createRegistry([policy]),
    gatewayId,
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) {
    const lines = errors.map(({ path, message }) => (path === null ? message : `${path}: ${message}`));
    throw new Error(`${policy.name} does not compile with this configuration:\n  ${lines.join('\n  ')}`);
  }
  return plugins;
}
