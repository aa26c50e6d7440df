import type { Policy } from '@apim/sdk';
import type { PolicyCase, PolicyOutcome } from '@apim/policy-testing';
import type { z } from 'zod';

/** Runs the policy on the gateway, and its handlers in Node, as `testPolicy` does. */
export type RunCase<Schema extends z.ZodObject = z.ZodObject> = (
  given: PolicyCase<Schema>,
) => Promise<PolicyOutcome>;

/** One case of `agree.test.ts`: what is sent with which configuration, and what must come of it on the gateway. */
export type AgreeCase<Schema extends z.ZodObject = z.ZodObject> = PolicyCase<Schema> & {
  readonly expect: (outcome: PolicyOutcome) => void;
};

/** A case that takes more than one configuration, or a server of its own. */
export type AgreeRun<Schema extends z.ZodObject = z.ZodObject> = (run: RunCase<Schema>) => Promise<void>;

type Cases<Schema extends z.ZodObject> = Readonly<Record<string, AgreeCase<Schema> | AgreeRun<Schema>>>;

export interface PolicyCases {
  readonly policy: string;
  readonly cases: Cases<z.ZodObject>;
}

/**
 * The cases of one policy, by the promise that each shows; the default export of `agree/NAME.ts`. The examples of the policy
 * run anyway, so that these are for what the policy promises and for edges.
 */
export function policyCases<Schema extends z.ZodObject>(
  policy: Policy<Schema>,
  cases: Cases<Schema>,
): PolicyCases {
  return { policy: policy.name, cases: cases as Readonly<Record<string, unknown>> as Cases<z.ZodObject> };
}
