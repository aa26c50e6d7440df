import { pcreToJs } from '../schema/regex.ts';
import type { Stored } from '../store/table.ts';
import { normalizePath } from './path.ts';

/** What the router reads of a request. */
export interface RouteInput {
  method: string;
  /** Normalised, one byte a character. */
  path: string;
  host: string;
  port: number;
  scheme: 'http' | 'https';
  sni?: string;
  headers: (name: string) => readonly string[];
}

/** A route with one of its paths, ready to be tried. */
export interface Matcher {
  route: Stored;
  /** Higher first; ties by the id, the greater first. */
  priority: bigint;
  /** The beginning that every matching path has; the index is keyed by it. */
  literal: string;
  /** The only host, where there is exactly one without wildcard; the index narrows by it. */
  hosts: readonly string[] | undefined;
  /** The part of the path that matched, or undefined. */
  match: (input: RouteInput) => { prefix: string; captures: RegExpMatchArray | undefined } | undefined;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Bytes as characters, as node hands over a request's path. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function hostTest(hosts: readonly string[]): (host: string, port: number) => boolean {
  const tests = hosts.map((text) => {
    const [name = '', portText] = text.split(':');
    const port = portText === undefined ? undefined : Number(portText);
    const fits = name.startsWith('*')
      ? (host: string) => host.endsWith(name.slice(1))
      : name.endsWith('*')
        ? (host: string) => host.startsWith(name.slice(0, -1))
        : (host: string) => host === name;
    return (host: string, actual: number) => fits(host) && (port === undefined || port === actual);
  });
  return (host, port) => tests.some((test) => test(host, port));
}

function headerTest(name: string, values: readonly string[]): (input: RouteInput) => boolean {
  const tests = values.map((value) => {
    if (!value.startsWith('~*')) return (actual: string) => actual.toLowerCase() === value.toLowerCase();
    const { source, flags } = pcreToJs(value.slice(2));
    const regex = new RegExp(source, flags.includes('i') ? flags : `${flags}i`);
    return (actual: string) => regex.test(actual);
  });
  return (input) => input.headers(name.toLowerCase()).some((actual) => tests.some((test) => test(actual)));
}

/** The beginning of a regular expression that is plain text. */
function literalOf(source: string): string {
  if (/(^|[^\\])\|/.test(source)) return '';
  const match = /^(?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*/.exec(source)?.[0] ?? '';
  const next = source[match.length] ?? '';
  const text = match.replace(/\\(.)/g, '$1');
  return '?*{'.includes(next) && next !== '' ? text.slice(0, -1) : text;
}

type PathTest = (path: string) => { prefix: string; captures: RegExpMatchArray | undefined } | undefined;

function pathTest(path: string | undefined): { literal: string; test: PathTest } {
  if (path === undefined) return { literal: '', test: () => ({ prefix: '', captures: undefined }) };
  if (!path.startsWith('~')) {
    const prefix = normalizePath(bytes(path));
    return {
      literal: prefix,
      test: (actual) => (actual.startsWith(prefix) ? { prefix, captures: undefined } : undefined),
    };
  }
  const { source, flags } = pcreToJs(bytes(path.slice(1)));
  const regex = new RegExp(`^(?:${source.replace(/^\^/, '')})`, flags);
  return {
    literal: flags.includes('i') ? '' : literalOf(source.replace(/^\^/, '')),
    test: (actual) => {
      const captures = regex.exec(actual);
      return captures ? { prefix: captures[0], captures } : undefined;
    },
  };
}

/** Kong's priority (kong/router/transform.lua of 3.9): kinds of criteria, plain hosts, headers, regex, its priority, length. */
function priorityOf(route: Stored, path: string | undefined): bigint {
  const hosts = texts(route.hosts);
  const headers = Object.keys((route.headers as object | null) ?? {});
  const kinds = [texts(route.methods), hosts, headers, path === undefined ? [] : [path], texts(route.snis)];
  const weight = BigInt(kinds.filter((list) => list.length > 0).length);
  const plainHosts = hosts.length > 0 && hosts.every((host) => !host.includes('*')) ? 1n : 0n;
  const isRegex = path?.startsWith('~') ?? false;
  const regexPriority = isRegex ? BigInt(Math.max(0, Number(route.regex_priority ?? 0))) : 0n;
  const length = BigInt(Math.min(65535, path?.length ?? 0));
  return (
    (weight << 61n) |
    (plainHosts << 60n) |
    (BigInt(Math.min(255, headers.length)) << 52n) |
    ((isRegex ? 1n : 0n) << 51n) |
    (regexPriority << 16n) |
    length
  );
}

/** The matchers of a route, one a path. */
export function matchersOf(route: Stored): Matcher[] {
  const methods = texts(route.methods);
  const hosts = texts(route.hosts);
  const snis = texts(route.snis);
  const headers = Object.entries((route.headers as Record<string, string[]> | null) ?? {}).map(
    ([name, values]) => headerTest(name, values),
  );
  const fitsHost = hostTest(hosts);
  const paths: (string | undefined)[] = texts(route.paths);
  if (paths.length === 0) paths.push(undefined);
  return paths.map((path) => {
    const { literal, test } = pathTest(path);
    return {
      route,
      priority: priorityOf(route, path),
      literal,
      hosts: hosts.length > 0 && hosts.every((host) => !/[*:]/.test(host)) ? hosts : undefined,
      match: (input) => {
        if (methods.length > 0 && !methods.includes(input.method)) return undefined;
        if (hosts.length > 0 && !fitsHost(input.host, input.port)) return undefined;
        if (snis.length > 0 && input.scheme === 'https' && !snis.includes(input.sni ?? '')) return undefined;
        const found = test(input.path);
        return found && headers.every((fits) => fits(input)) ? found : undefined;
      },
    };
  });
}
