import { DomainError } from '@apim/kit/errors';
import { canonicalJson } from '@apim/sdk';
import { z } from 'zod';
import { manifestSchema, type PolicyManifest } from '../sandbox/manifest.ts';

const MAXIMUM_BYTES = 64 * 1024;
const uploaded = z.looseObject({ name: z.string(), version: z.string() });

/** Refuses a package that says of itself what its source does not; the source's word is taken, never the package's. */
export function refuseLyingManifest(given: unknown, found: PolicyManifest): void {
  const parsed = uploaded.safeParse(given);
  if (!parsed.success || Buffer.byteLength(JSON.stringify(given)) > MAXIMUM_BYTES) {
    throw new DomainError('INVALID_INPUT', 'The manifest must have name and version, in at most 64 KiB.', {
      field: 'input.manifest',
    });
  }
  for (const [key, value] of Object.entries(parsed.data)) {
    const field = `input.manifest.${key}`;
    if (!Object.hasOwn(manifestSchema.shape, key)) {
      throw new DomainError(
        'INVALID_INPUT',
        `The manifest has ${JSON.stringify(key)}, which no policy has.`,
        {
          field,
          remedy: `Leave it out; there are ${Object.keys(manifestSchema.shape).join(', ')}.`,
        },
      );
    }
    const own = found[key as keyof PolicyManifest];
    if (canonicalJson(value) === canonicalJson(own)) continue;
    throw new DomainError(
      'POLICY_SOURCE_INVALID',
      `The manifest says ${key} ${brief(value)}, but policy.ts says ${brief(own)}.`,
      { field, remedy: 'Publish a package whose package.json and policy.ts say the same.' },
    );
  }
}

const brief = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'nothing';
