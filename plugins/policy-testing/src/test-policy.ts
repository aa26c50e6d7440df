import { randomUUID } from 'node:crypto';
import { parseConfiguration, type CompileOperation, type Policy } from '@apim/sdk';
import {
  runHandlers,
  type RequestInput,
  type SeenAnswer,
  type SeenRequest,
  type UpstreamInput,
} from '@apim/sdk/node-runtime';
import type { z } from 'zod';
import { send } from './client.ts';
import { differences } from './compare.ts';
import { compileForTest } from './compile.ts';
import type { TestConsumer } from './consumer.ts';
import { testGateway } from './gateway.ts';
import { withPlace, type Place } from './place.ts';
import { Recorder } from './recorder.ts';
import { hasHandlers, withoutCompile, withTranslation } from './translated.ts';

/** One case: a configuration, a request, and what the upstream answers to it. */
export interface PolicyCase<Schema extends z.ZodObject = z.ZodObject> {
  /** As an attachment has it; defaults are filled in. */
  readonly config: z.input<Schema>;
  readonly request?: RequestInput;
  /** 200 without body when absent. */
  readonly upstream?: UpstreamInput;
  /** Who calls; nobody known when absent. */
  readonly consumer?: TestConsumer;
  /** The client's address, told to the gateway in X-Real-IP (a real Kong must trust this machine); 127.0.0.1 when absent. */
  readonly clientAddress?: string;
  /** Milliseconds since 1970 at which the clocks stand, in Node and on the emulator; a real Kong refuses it. */
  readonly now?: number;
  /** The operation that the policy is compiled for; that of the request when absent. */
  readonly operation?: Omit<CompileOperation, 'id' | 'key'>;
  /** How often the request is sent; the last answer is returned. 1 when absent. */
  readonly times?: number;
  /** The file that defines a policy with handlers, such as `new URL('../src/policy.ts', import.meta.url)`; the library needs none. */
  readonly source?: URL | string;
}

/** What happened on the gateway. */
export interface PolicyOutcome {
  /** Undefined when the gateway answered by itself. */
  readonly upstreamRequest: SeenRequest | undefined;
  readonly response: SeenAnswer;
}

const recorder = new Recorder();
const localAddress = '127.0.0.1';
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a policy on a gateway and, when it has handlers, in Node too. Throws with every difference between the two; plugins
 * that `compile` adds to handlers run on the gateway alone and do not count. Gives what the gateway did. Cases of one process
 * run one after the other.
 */
export function testPolicy<Schema extends z.ZodObject>(
  policy: Policy<Schema>,
  options: PolicyCase<Schema>,
): Promise<PolicyOutcome> {
  const run = last.then(() => runCase(policy as unknown as Policy, options as PolicyCase));
  last = run.catch(() => undefined);
  return run;
}

async function runCase(given: Policy, options: PolicyCase): Promise<PolicyOutcome> {
  const configuration = parseConfiguration(given, options.config);
  const policy = await withTranslation(given, options.source);
  if (!hasHandlers(policy)) return onGateway(policy, configuration, options);
  const alone = withoutCompile(policy);
  const handled = policy.compile ? withoutCredentials(options) : options;
  const outcome = await onGateway(alone, configuration, handled, (place, host) =>
    inNode(alone, handled, place, host),
  );
  return policy.compile ? onGateway(policy, configuration, options) : outcome;
}

/** The plugins that read them are left out with `compile`: the caller is known by a key of the test's. */
function withoutCredentials(options: PolicyCase): PolicyCase {
  if (options.consumer?.credentials === undefined) return options;
  const { credentials: _, ...consumer } = options.consumer;
  return { ...options, consumer };
}

/** What the handlers do in Node with the request as the gateway gets it. */
function inNode(policy: Policy, options: PolicyCase, place: Place, host: string): PolicyOutcome {
  const { request = {}, consumer, now, clientAddress = localAddress } = options;
  return runHandlers(policy, {
    config: options.config,
    request: { ...request, headers: { Host: host, ...request.headers } },
    upstream: options.upstream ?? {},
    ...(consumer &&
      place.consumer && {
        consumer: { id: place.consumer.id, username: consumer.username, customId: consumer.customId },
      }),
    clientAddress,
    route: place.routeName,
    ...(now !== undefined && { now }),
  });
}

async function onGateway(
  policy: Policy,
  configuration: Record<string, unknown>,
  options: PolicyCase,
  expected?: (place: Place, host: string) => PolicyOutcome,
): Promise<PolicyOutcome> {
  const { request = {}, clientAddress, now, times = 1 } = options;
  const gateway = await testGateway();
  const declared = Object.entries(policy.upstreams?.(configuration) ?? {});
  const [own = '', ...named] = await recorder.open(
    options.upstream ?? {},
    declared.map(([name]) => name),
  );
  const reachable = withUpstreams(
    policy,
    declared.map(([name, address], index) => [name, `${named[index]}${new URL(address).pathname}`]),
  );
  const operation = options.operation ?? {
    method: request.method ?? 'GET',
    path: (request.path ?? '/').replace(/\?.*/s, ''),
  };
  const plugins = compileForTest(reachable, options.config, operation);
  const givenHost = hostOf(request);
  const host = givenHost ?? `${randomUUID()}.policy-test`;
  const lines = [
    ...(givenHost === undefined ? [['Host', host] as const] : []),
    ...(clientAddress === undefined ? [] : [['X-Real-IP', clientAddress] as const]),
  ];
  const where = { plugins, upstreamUrl: own, host: host.replace(/:\d+$/, ''), consumer: options.consumer };
  gateway.takeLog();
  const run = (): Promise<PolicyOutcome> =>
    withPlace(gateway, where, async (place) => {
      const wanted = expected?.(place, host);
      let outcome: PolicyOutcome | undefined;
      for (let sent = 0; sent < times; sent += 1) {
        const before = recorder.received.length;
        const response = await send(gateway.proxyUrl, request, [...lines, ...(place.consumer?.lines ?? [])]);
        outcome = { upstreamRequest: clean(recorder.received[before], own), response };
        if (wanted) agree(policy, wanted, outcome, gateway.takeLog());
      }
      if (!outcome) throw new Error('times must be 1 or more');
      return outcome;
    });
  return now === undefined ? run() : gateway.at(now, run);
}

/** The policy with other addresses under the names that its handlers choose by. */
function withUpstreams(policy: Policy, addresses: readonly (readonly [string, string])[]): Policy {
  return policy.upstreams ? { ...policy, upstreams: () => Object.fromEntries(addresses) } : policy;
}

function hostOf({ headers = {} }: RequestInput): string | undefined {
  const value = Object.entries(headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

/** Without the Host that a gateway writes for the test's own upstream. */
function clean(seen: SeenRequest | undefined, upstreamUrl: string): SeenRequest | undefined {
  if (seen === undefined) return undefined;
  const { host, ...headers } = seen.headers;
  const known = new URL(upstreamUrl).hostname;
  const own = typeof host === 'string' && host.replace(/:\d+$/, '') === known;
  return { ...seen, headers: own || host === undefined ? headers : { ...headers, host } };
}

function agree(policy: Policy, node: PolicyOutcome, gateway: PolicyOutcome, log: readonly string[]): void {
  const found = differences(node, gateway);
  if (found.length === 0) return;
  const logged = log.length === 0 ? '' : `\nthe gateway logged:\n  ${log.join('\n  ')}`;
  throw new Error(
    `${policy.name} does not do the same in Node and on the gateway:\n  ${found.join('\n  ')}${logged}`,
  );
}
