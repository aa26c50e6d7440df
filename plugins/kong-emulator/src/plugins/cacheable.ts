import { lifetime, type Directives } from '../exchange/cache-control.ts';
import type { Outcome } from '../exchange/exchange.ts';

/** What of a configuration decides whether an answer is kept. */
export interface CacheableConfig {
  response_code: number[];
  content_type: string[];
  cache_control: boolean;
}

interface MediaType {
  type: string;
  subtype: string;
  parameters: Map<string, string>;
}

function mediaType(text: string): MediaType | undefined {
  const [head = '', ...rest] = text.split(';');
  const [, type, subtype] = /^\s*([^/\s]+)\/([^/\s]+)\s*$/.exec(head) ?? [];
  if (type === undefined || subtype === undefined) return undefined;
  const parameters = rest.flatMap((part): [string, string][] => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(part) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value ?? '']];
  });
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters: new Map(parameters) };
}

/** Whether a media type is one that is asked for; parameters count, and `*` stands for any type or subtype. */
function fits(found: MediaType, wanted: MediaType): boolean {
  return (
    (wanted.type === '*' || wanted.type === found.type) &&
    (wanted.subtype === '*' || wanted.subtype === found.subtype) &&
    wanted.parameters.size === found.parameters.size &&
    [...wanted.parameters].every(([name, value]) => found.parameters.get(name) === value)
  );
}

/** Whether an answer may be kept. */
export function isCacheable(
  { status, headers, upstreamType }: Outcome,
  directives: Directives,
  config: CacheableConfig,
  nowMs: number,
): boolean {
  if (!config.response_code.includes(status)) return false;
  const shown = headers.get('content-type') ?? '';
  const found = mediaType(upstreamType?.shown === shown ? upstreamType.sent : shown);
  if (!found) return false;
  const wanted = config.content_type.map(mediaType).filter((type) => type !== undefined);
  if (!wanted.some((type) => fits(found, type))) return false;
  if (!config.cache_control) return true;
  if (['private', 'no-store', 'no-cache'].some((name) => directives.has(name))) return false;
  return lifetime(directives, headers.get('expires'), nowMs) > 0;
}
