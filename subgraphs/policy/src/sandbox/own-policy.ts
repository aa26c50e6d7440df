import type { HandlerCode } from '@apim/sdk';
import type { PolicyManifest } from './manifest.ts';

/** A version of a project's own policy, as the platform made it from its source. */
export interface OwnPolicy {
  readonly manifest: PolicyManifest;
  /** The module, without types. */
  readonly code: string;
  readonly handlerCode: HandlerCode;
  /** What to do instead, once the version is deprecated. */
  readonly deprecated?: string | undefined;
}
