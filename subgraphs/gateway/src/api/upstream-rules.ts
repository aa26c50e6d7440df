import type { Database } from '../database.ts';
import { hostAndPortOf, type UpstreamRules } from '../upstream/check-upstream.ts';

/** What upstream addresses may not be now: the gateways' Admin APIs and the platform's own parts, but for what the operator admits. */
export async function upstreamRules(
  database: Database,
  { allowed, ownAddresses }: { allowed: readonly string[]; ownAddresses: readonly string[] },
): Promise<UpstreamRules> {
  const gateways = await database.gateway.findMany({ select: { adminUrl: true } });
  const reserved = [...ownAddresses, ...gateways.map(({ adminUrl }) => adminUrl)].map(hostAndPortOf);
  return { allowed, reserved };
}
