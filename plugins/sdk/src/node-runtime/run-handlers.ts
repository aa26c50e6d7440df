import { parseConfiguration } from '../configuration.ts';
import type { HandlerConsumer } from '../handler/context.ts';
import type { Policy } from '../policy.ts';
import {
  guarded,
  requestContext,
  responseBodyContext,
  responseContext,
  type Surroundings,
} from './contexts.ts';
import {
  Exchange,
  maxBodyBytes,
  ownAnswer,
  seenAnswer,
  upstreamAnswer,
  type Answer,
  type LogLine,
} from './exchange.ts';
import { parseJson, writeJson } from './json-text.ts';
import type { RequestInput, SeenAnswer, SeenRequest, UpstreamInput } from './message.ts';
import { readOnly } from './read-only.ts';
import { bodyDecision, forgetBody, withhold, withholdBody } from './withhold.ts';

export interface RunOptions {
  /** As an attachment has it; parsed, with defaults filled in. */
  readonly config: unknown;
  readonly request?: RequestInput;
  /** 200 without body when absent. */
  readonly upstream?: UpstreamInput;
  /** Known from `onRequest` on. */
  readonly consumer?: HandlerConsumer;
  /** 127.0.0.1 when absent. */
  readonly clientAddress?: string;
  readonly route?: string;
  /** Milliseconds since 1970; the machine's clock when absent. */
  readonly now?: number;
}

export interface HandlerRun {
  /** Undefined when a handler answered, or failed, ahead of the upstream. */
  readonly upstreamRequest: SeenRequest | undefined;
  readonly response: SeenAnswer;
  readonly logs: readonly LogLine[];
}

/** Runs the handlers of a policy in Node as the gateway runs their translation. Throws when the configuration is refused. */
export function runHandlers(policy: Policy, options: RunOptions): HandlerRun {
  const parsed = parseConfiguration(policy, options.config);
  const run = new Run(policy, parsed, options);
  const own = run.request(options.consumer);
  const upstreamRequest = own ? undefined : run.exchange.seenRequest();
  const answer = own ?? upstreamAnswer(answerTo(upstreamRequest as SeenRequest, options.upstream ?? {}));
  run.response(answer);
  return {
    upstreamRequest,
    response: seenAnswer(run.exchange.method, answer),
    logs: run.exchange.logs,
  };
}

const answerTo = (request: SeenRequest, upstream: UpstreamInput) =>
  typeof upstream === 'function' ? upstream(request) : upstream;

/** Thrown by `respond`. */
class Stop extends Error {}

type Configuration = Parameters<NonNullable<Policy['onRequest']>>[1];

class Run {
  readonly exchange: Exchange;
  readonly #policy: Policy;
  readonly #configuration: Configuration;
  readonly #around: Surroundings;

  constructor(policy: Policy, parsed: Record<string, unknown>, options: RunOptions) {
    const { now } = options;
    this.exchange = new Exchange(options.request ?? {});
    this.#policy = policy;
    this.#configuration = readOnly(parsed) as Configuration;
    this.#around = {
      clientAddress: options.clientAddress ?? '127.0.0.1',
      route: options.route,
      now: now === undefined ? Date.now : () => now,
      upstreams: policy.upstreams?.(parsed) ?? {},
    };
  }

  /** The phases of the request; gives the gateway's own answer, if one ended them. */
  request(consumer: HandlerConsumer | undefined): Answer | undefined {
    const early = this.#ask(this.#policy.onEarlyRequest);
    if (early) return early;
    if (consumer) this.exchange.authenticate(consumer);
    const own = this.#ask(this.#policy.onRequest);
    if (!own && this.#policy.onResponseBody) {
      for (const name of ['Accept-Encoding', 'Range', 'If-Range']) this.exchange.headers.remove(name);
    }
    return own;
  }

  #ask(handler: Policy['onRequest']): Answer | undefined {
    if (!handler) return undefined;
    let answer: Answer | undefined;
    const context = requestContext(this.exchange, this.#around, (given) => {
      answer = given;
      throw new Stop();
    });
    // Nothing has an effect after `respond`, whatever catches what it throws.
    const check = (): void => {
      if (answer) throw new Stop();
    };
    try {
      synchronous(handler(guarded(context, check), this.#configuration));
    } catch (error) {
      if (answer) return answer;
      this.#failed(error);
      const message = `The policy ${this.#policy.name} failed`;
      return ownAnswer(500, { text: JSON.stringify({ message }), type: 'application/json; charset=utf-8' });
    }
    return answer;
  }

  /** The phases of the answer, which change it. */
  response(answer: Answer): void {
    const { onResponse, onResponseBody } = this.#policy;
    if (onResponse) {
      try {
        synchronous(onResponse(responseContext(this.exchange, this.#around, answer), this.#configuration));
      } catch (error) {
        this.#failed(error);
        withhold(answer);
        return;
      }
    }
    if (!onResponseBody) return;
    const decision = bodyDecision(this.exchange.method, answer);
    if (decision === 'withhold') withhold(answer);
    if (decision !== 'read') return;
    forgetBody(answer);
    this.#rewrite(answer, onResponseBody);
  }

  #rewrite(answer: Answer, handler: NonNullable<Policy['onResponseBody']>): void {
    if (answer.body.length === 0) return;
    const body = answer.body.length > maxBodyBytes ? undefined : parseJson(answer.body.toString());
    if (body === undefined) {
      withholdBody(answer);
      return;
    }
    try {
      const context = responseBodyContext(this.exchange, this.#around, answer);
      const changed = handler(context, this.#configuration, body);
      synchronous(changed);
      answer.body = Buffer.from(writeJson(changed));
    } catch (error) {
      this.#failed(error);
      withholdBody(answer);
    }
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.exchange.logs.push({ level: 'error', message: `policy ${this.#policy.name} failed: ${message}` });
  }
}

function synchronous(result: unknown): void {
  if (result instanceof Promise) {
    // What it would reject with tells nothing more.
    result.catch(() => undefined);
    throw new Error('a handler must not be asynchronous; nothing on the gateway waits for it');
  }
}
