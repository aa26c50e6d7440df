import { createHash, createHmac } from 'node:crypto';
import { hostname } from 'node:os';
import { crc32 } from 'node:zlib';
import type { GatewayNode } from '../gateway-node.ts';
import { escapeArgument, writeArguments, type Arguments } from '../exchange/query.ts';
import type { Json } from '../schema/field.ts';
import { ngxRegExp } from '../schema/pcre.ts';
import { argumentsJson, bytes, fromBytes, toBytes } from './byte-strings.ts';
import type { Native } from './vm.ts';

const digest = (algorithm: string, encoding: 'hex' | 'latin1' | 'base64url') => (text: string | undefined) =>
  createHash(algorithm).update(bytes(text)).digest().toString(encoding);

const regexes = new Map<string, RegExp>();

function regexOf(pattern: string, options: string): RegExp {
  const key = `${options}\u0000${pattern}`;
  let regex = regexes.get(key);
  if (!regex) {
    regex = ngxRegExp(pattern, options);
    if (regexes.size > 5000) regexes.clear();
    regexes.set(key, regex);
  }
  return regex;
}

/** The first match from a position on, as JSON: byte positions from 1, groups from 0. */
function reMatch(subject: string, pattern: string, options: string, from: number): string {
  const isUnicode = options.includes('u');
  const text = isUnicode ? fromBytes(subject) : subject;
  const regex = regexOf(isUnicode ? fromBytes(pattern) : pattern, options);
  regex.lastIndex = isUnicode ? fromBytes(subject.slice(0, from - 1)).length : from - 1;
  const found = regex.exec(text);
  if (!found) return 'null';
  const back = (part: string): string => (isUnicode ? toBytes(part) : part);
  const start = back(text.slice(0, found.index)).length;
  const groups = [...found].map((part): Json => (part === undefined ? null : back(part)));
  const named = Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, part]): [string, Json] => [
      name,
      part === undefined ? null : back(part),
    ]),
  );
  return JSON.stringify({ from: start + 1, to: start + back(found[0]).length, groups, named });
}

function encodeArguments(json: string): string {
  const args: Arguments = new Map(
    Object.entries(JSON.parse(json) as Record<string, Json>).map(([name, value]) => {
      const list = Array.isArray(value) ? value : [value];
      return [fromBytes(name), list.map((item) => (item === true ? true : fromBytes(String(item))))];
    }),
  );
  return writeArguments(args) ?? '';
}

/** What needs no request: digests, encodings, regular expressions, time, the node. */
export function libraryNatives(gateway: GatewayNode): [string, Native][] {
  return [
    ['md5', digest('md5', 'hex')],
    ['md5_bin', digest('md5', 'latin1')],
    ['sha1_bin', digest('sha1', 'latin1')],
    ['sha256_hex', digest('sha256', 'hex')],
    ['sha256_bin', digest('sha256', 'latin1')],
    ['sha256_base64url', digest('sha256', 'base64url')],
    [
      'hmac_sha1',
      (key, text) => createHmac('sha1', bytes(key)).update(bytes(text)).digest().toString('latin1'),
    ],
    ['crc32', (text) => String(crc32(bytes(text)))],
    [
      'encode_base64',
      (text, bare) =>
        bytes(text)
          .toString('base64')
          .replace(bare ? /=+$/ : /$^/, ''),
    ],
    [
      'decode_base64',
      (text) =>
        /^[A-Za-z0-9+/]*={0,2}$/.test(text ?? '')
          ? bytes(Buffer.from(text ?? '', 'base64').toString('latin1')).toString('latin1')
          : undefined,
    ],
    ['escape_uri', (text) => escapeArgument(fromBytes(text))],
    [
      'unescape_uri',
      (text) =>
        (text ?? '')
          .replaceAll('+', ' ')
          .replace(/%([0-9a-fA-F]{2})/g, (_all, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          ),
    ],
    ['encode_args', (json) => encodeArguments(json ?? '{}')],
    ['decode_args', (text) => argumentsJson(text)],
    [
      're_match',
      (subject, pattern, options, from) => reMatch(subject ?? '', pattern ?? '', options ?? '', Number(from)),
    ],
    ['time', () => String(Math.floor(gateway.settings.clock() / 1000))],
    ['now', () => String(gateway.settings.clock() / 1000)],
    // By JavaScript: the Lua of this build ends in 2038.
    ['http_time', (seconds) => new Date(Number(seconds) * 1000).toUTCString()],
    ['node_id', () => gateway.nodeId],
    ['hostname', () => hostname()],
    [
      'log',
      (level, message) => {
        const known = (['error', 'warn', 'notice', 'info', 'debug'] as const).find((name) => name === level);
        const byNumber = Number(level) <= 4 ? 'error' : 'notice';
        gateway.log(known ?? byNumber, fromBytes(message));
        return undefined;
      },
    ],
    [
      'load_consumer',
      (id) => {
        const found = gateway.entities.find(gateway.store.table('consumers'), id ?? '');
        return found && toBytes(JSON.stringify(found));
      },
    ],
  ];
}
