import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACTOR_HEADER, createActorVerifier } from '@apim/kit/actor';
import type { TestKeys } from '@apim/kit/testing/actors';
import { registry } from '@apim/policies/registry';
import {
  compileApi,
  compileConsumers,
  type CompileAttachment,
  type CompileOperation,
  type PolicyRegistry,
} from '@apim/sdk';

export interface StandInConsumer {
  applicationId: string;
  organizationId: string;
  deleted?: boolean;
  groups: string[];
  keyDigests: { credentialId: string; digest: string }[];
}

/** What the other managers know, in the test's hands. */
export interface Surroundings {
  /** Project id → organisation id. */
  projects: Map<string, string>;
  attachments: CompileAttachment[];
  /** Instead of the built-in ones. */
  policies?: PolicyRegistry;
  /** A further plugin on every API's service, for what no policy would write. */
  extraPlugin?: { name: string; config: Record<string, unknown> };
  /** In the order of their sequences, which are their places counted from 1. */
  consumers: StandInConsumer[];
  policyIsDown: boolean;
}

interface CompileInput {
  apiId: string;
  projectId: string;
  organizationId: string;
  basePath: string;
  upstreamPath: string;
  operations: CompileOperation[];
  gatewayId?: string;
}

/**
 * The internal queries of tenant, policy and portal manager over real HTTP with verified actors, so that this manager is tested by
 * itself; policies are compiled by the real compiler.
 */
export async function startStandIns(keys: TestKeys, known: Surroundings) {
  const answers: Record<string, (variables: Record<string, unknown>, org?: string) => object> = {
    tenant: ({ id }, org) =>
      known.projects.get(String(id)) === org
        ? { data: { projectReference: { id } } }
        : {
            errors: [
              { message: `Project "${String(id)}" was not found.`, extensions: { code: 'NOT_FOUND' } },
            ],
          },
    policy: ({ input }) => ({ data: { compileApi: compile(input as CompileInput) } }),
    portal: ({ afterSequence, first }) => {
      const units = known.consumers
        .map((consumer, index) => ({ deleted: false, ...consumer, sequence: index + 1 }))
        .filter(({ sequence }) => sequence > Number(afterSequence))
        .slice(0, Number(first));
      const lastSequence = units.at(-1)?.sequence ?? Number(afterSequence);
      return { data: { gatewayConsumers: { units, lastSequence } } };
    },
  };

  function compile({ apiId, basePath, upstreamPath, operations, gatewayId, ...owner }: CompileInput) {
    const api = { id: apiId, basePath, upstreamPath, ...owner };
    const { attachments, extraPlugin, policies = registry } = known;
    const input = { api, operations, attachments, gatewayId, registry: policies };
    const compiled = compileApi(input);
    const applications = attachments.flatMap(({ scope }) =>
      scope.kind === 'application' ? { applicationId: scope.id } : [],
    );
    const consumers = compileConsumers(input, applications);
    const place = (plugins: readonly object[]) => plugins.map((plugin) => ({ operationId: null, ...plugin }));
    return {
      ...compiled,
      plugins: place([...compiled.plugins, ...(extraPlugin ? [{ place: 'service', ...extraPlugin }] : [])]),
      ofGateway: attachments.some(({ scope }) => scope.kind === 'gateway' && scope.id === gatewayId),
      upstreams: [...compiled.upstreams, ...consumers.flatMap(({ upstreams }) => upstreams)],
      consumers: consumers.map(({ applicationId, plugins }) => ({
        applicationId,
        plugins: place(plugins),
      })),
    };
  }

  const servers = await Promise.all(
    Object.entries(answers).map(async ([audience, answer]) => {
      const verifier = createActorVerifier(keys.trusted, audience);
      const server = createServer(async (request, reply) => {
        const body = await read(request);
        const actor = await verifier.verify(String(request.headers[ACTOR_HEADER]), body);
        if (!actor) return void reply.writeHead(401).end();
        if (audience === 'policy' && known.policyIsDown) return void reply.destroy();
        const { variables } = JSON.parse(body) as { variables: Record<string, unknown> };
        reply
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer(variables, actor.claims.org)));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return { audience, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    }),
  );
  return {
    urls: Object.fromEntries(servers.map(({ audience, url }) => [audience, url])),
    stop: () => {
      for (const { server } of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
