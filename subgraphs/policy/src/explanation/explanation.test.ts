import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPolicy, type PolicyManager, type Tenant } from '../../test/policy.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

interface Explained {
  _entities: [
    {
      explanation: {
        operations: {
          key: string;
          steps: {
            order: number;
            policy: string | null;
            relation: string;
            shadowed: boolean;
            origin: { kind: string; id: string };
          }[];
        }[];
        diagnostics: { code: string; attachmentId: string }[];
      } | null;
    } | null,
  ];
}

const representationOf = ({ apiId, projectId, operations }: Tenant) => ({
  __typename: 'Api',
  id: apiId,
  basePath: '/pets',
  upstreamUrl: 'https://pets.example/v1',
  operations,
  project: { id: projectId },
});

const explain = (actor: ActorClaims, representation: Record<string, unknown>, operationKey?: string) =>
  manager.ask<Explained>(
    actor,
    `query ($representations: [_Any!]!, $operationKey: String) { _entities(representations: $representations) {
      ... on Api { explanation(operationKey: $operationKey) { apiId
        operations { operationId key steps { order phase plugin policy attachmentId relation shadowed summary
          configuration origin { kind id } } }
        diagnostics { severity code message path attachmentId } } } } }`,
    { representations: [representation], operationKey },
  );

const seeded = async () => {
  const tenant = manager.tenant();
  const { owner, projectId, apiId, operations } = tenant;
  await manager.attach(owner, 'rate-limit', 'PROJECT', projectId, { hour: 500 });
  await manager.attach(owner, 'api-key', 'API', apiId, {});
  await manager.attach(owner, 'rate-limit', 'OPERATION', operations[1]!.id, { minute: 5 });
  return tenant;
};

describe('an explanation', () => {
  it('says for each operation what runs, in order, and where it comes from', async () => {
    const tenant = await seeded();
    const { data, errors } = await explain(tenant.viewer, representationOf(tenant));
    expect(errors).toBeUndefined();
    const { operations, diagnostics } = data._entities[0]!.explanation!;
    expect(diagnostics).toEqual([]);
    expect(operations.map(({ key }) => key)).toEqual(['GET /pets', 'POST /pets']);
    const limits = operations.map(({ steps }) =>
      steps
        .filter(({ policy }) => policy === 'rate-limit')
        .map(({ origin, relation }) => [origin.kind, relation]),
    );
    expect(limits).toEqual([
      [['PROJECT', 'INHERITED']],
      [
        ['PROJECT', 'MERGED'],
        ['OPERATION', 'MERGED'],
      ],
    ]);
    for (const { steps } of operations) {
      const orders = steps.map(({ order }) => order);
      expect(orders).toEqual([...orders].sort((a, b) => a - b));
      expect(steps.some(({ origin }) => origin.kind === 'PLATFORM')).toBe(true);
    }
  });

  it('can be asked for one operation; an unknown one is refused', async () => {
    const tenant = await seeded();
    const { data } = await explain(tenant.viewer, representationOf(tenant), 'POST /pets');
    expect(data._entities[0]?.explanation?.operations.map(({ key }) => key)).toEqual(['POST /pets']);
    const unknown = await explain(tenant.viewer, representationOf(tenant), 'PUT /pets');
    expect(errorOf(unknown)?.code).toBe('NOT_FOUND');
  });

  it('shows what was overridden as shadowed, and conflicts as diagnostics', async () => {
    const tenant = manager.tenant();
    const { owner, projectId, apiId } = tenant;
    await manager.attach(owner, 'api-key', 'PROJECT', projectId, { realm: 'wide' });
    await manager.attach(owner, 'api-key', 'API', apiId, { realm: 'own' });
    const first = await explain(owner, representationOf(tenant));
    const steps = first.data._entities[0]!.explanation!.operations[0]!.steps;
    const shadowed = steps.filter((step) => step.shadowed);
    expect(new Set(shadowed.map(({ origin, relation }) => `${origin.kind} ${relation}`))).toEqual(
      new Set(['PROJECT OVERRIDDEN']),
    );
    const rival = await manager.attach(owner, 'api-key', 'API', apiId, { realm: 'rival' });
    const second = await explain(owner, representationOf(tenant));
    expect(second.data._entities[0]!.explanation!.diagnostics).toMatchObject([
      { code: 'POLICY_CONFLICT', attachmentId: rival.data.attachPolicy.id },
    ]);
  });
});

describe('an explanation reached by a representation', () => {
  it('is protected though its fields came by @requires', async () => {
    const tenant = await seeded();
    const representation = representationOf(tenant);
    const elsewhere = member(tenant.organizationId, 'viewer', uuid());
    for (const [actor, code] of [
      [elsewhere, 'FORBIDDEN'],
      [manager.tenant().publisher, 'FORBIDDEN'],
      [anonymous, 'UNAUTHENTICATED'],
    ] as const) {
      const answer = await explain(actor, representation);
      expect(answer.data).toEqual({ _entities: [{ explanation: null }] });
      expect(errorOf(answer)?.code).toBe(code);
    }
  });

  it('shows nothing of another organisation’s API, whatever the representation claims', async () => {
    const victim = await seeded();
    const attacker = manager.tenant();
    const forgeries = [
      representationOf(victim),
      { ...representationOf(victim), project: { id: attacker.projectId } },
      { ...representationOf(victim), organizationId: victim.organizationId },
    ];
    for (const forgery of forgeries) {
      const { data } = await explain(attacker.owner, forgery);
      const steps = data._entities[0]!.explanation!.operations.flatMap((operation) => operation.steps);
      expect(steps.filter(({ policy }) => policy !== null)).toEqual([]);
    }
  });

  it('shows nothing of another project in which the caller has no grant', async () => {
    const tenant = await seeded();
    const own = uuid();
    const publisher = member(tenant.organizationId, 'project-publisher', own);
    const { data } = await explain(publisher, { ...representationOf(tenant), project: { id: own } });
    const steps = data._entities[0]!.explanation!.operations.flatMap((operation) => operation.steps);
    expect(steps.filter(({ policy }) => policy !== null)).toEqual([]);
  });

  it.each([
    ['nothing but the id', {}],
    ['operations that are no list', { operations: 'all', project: { id: 'x' } }],
    ['an address that is none', { upstreamUrl: 'file:///etc/passwd' }],
  ])('is refused when that has %s', async (_what, change) => {
    const tenant = manager.tenant();
    const base = Object.keys(change).length === 0 ? {} : representationOf(tenant);
    const answer = await explain(tenant.owner, { ...base, __typename: 'Api', id: tenant.apiId, ...change });
    expect(errorOf(answer)?.code).toBe('NOT_FOUND');
  });
});
