import { z } from 'zod';
import type { Policy } from './policy.ts';

/** JSON Schema (2020-12) of what a user may write as the policy's configuration; feeds forms and documents. */
export function policyJsonSchema(policy: Policy): Record<string, unknown> {
  return z.toJSONSchema(policy.configuration, { io: 'input' }) as Record<string, unknown>;
}
