import { Exit } from '../exchange/exit.ts';
import { errorPage, nginxPage, statusMessages } from '../exchange/error-pages.ts';
import { serialize } from '../exchange/serialize.ts';
import type { HeaderList } from '../exchange/headers.ts';
import type { Json } from '../schema/field.ts';
import { bytes, fromBytes, listOf, oneOrMany, toBytes } from './byte-strings.ts';
import type { Current } from './current.ts';
import type { Native } from './vm.ts';

type Lines = [string, string][];

function linesOf(json: string | undefined): Lines {
  const headers = JSON.parse(json ?? '{}') as Record<string, Json>;
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item): [string, string] => [name, String(item)]),
  );
}

function exitOf(status: number, body: string | undefined, isJson: boolean, headers: Lines): Exit {
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (body !== undefined) {
    const type: Lines = isJson && !hasType ? [['Content-Type', 'application/json; charset=utf-8']] : [];
    return new Exit(status, bytes(body), [...type, ...headers]);
  }
  return new Exit(status, undefined, headers);
}

/** `kong.response`, `ngx.header`, `ngx.arg` and what ends a request. Before the answer is there, header lines wait for it. */
export function responseNatives(current: () => Current): [string, Native][] {
  const headers = (): HeaderList => current().exchange.outcome?.headers ?? current().exchange.answerHeaders;
  const end = (exit: Exit): undefined => {
    current().exit = exit;
    return undefined;
  };
  return [
    ['status', () => String(current().exchange.outcome?.status ?? 200)],
    [
      'set_status',
      (status) => {
        const { outcome } = current().exchange;
        if (outcome) outcome.status = Number(status);
        return undefined;
      },
    ],
    ['source', () => current().exchange.outcome?.source ?? 'exit'],
    ['response_header', (name) => oneOrMany(headers().getAll(name ?? ''))],
    ['response_headers', (max) => JSON.stringify(headers().first(Number(max)).toObject())],
    ['service_status', () => current().exchange.upstreamStatus || undefined],
    ['service_response_header', (name) => oneOrMany(headers().getAll(name ?? ''))],
    ['service_response_headers', () => JSON.stringify(headers().toObject())],
    [
      'set_response_header',
      (name, json) => {
        if (json === undefined) headers().remove(name ?? '');
        else headers().set(name ?? '', listOf(json));
        return undefined;
      },
    ],
    [
      'add_response_header',
      (name, json) => {
        for (const value of listOf(json)) headers().add(name ?? '', value);
        return undefined;
      },
    ],
    ['chunk', () => current().chunk.toString('latin1')],
    ['set_chunk', (text) => void (current().chunk = bytes(text))],
    ['say', (text) => void (current().said += text ?? '')],
    [
      'exit',
      (status, body, isJson, json) => end(exitOf(Number(status), body, isJson === '1', linesOf(json))),
    ],
    [
      'exit_error',
      (status, message, json) => {
        const { exchange } = current();
        const code = Number(status);
        const text = message ?? statusMessages[code] ?? 'An unexpected error occurred';
        const page = errorPage(text, exchange.requestId, exchange.headers.get('accept'));
        return end(new Exit(code, page.body, [['Content-Type', page.type], ...linesOf(json)]));
      },
    ],
    [
      'exit_status',
      (status) => {
        const { said } = current();
        const code = Number(status) || 200;
        if (said !== '') return end(new Exit(code, bytes(said)));
        const page = nginxPage(code);
        return end(new Exit(code, code >= 300 ? page.body : undefined, [['Content-Type', page.type]]));
      },
    ],
    [
      'set_serialize_value',
      (path, json, mode) => {
        current().exchange.logValues.push({
          path: fromBytes(path),
          value: json === undefined ? undefined : (JSON.parse(fromBytes(json)) as Json),
          mode: mode === 'add' || mode === 'replace' ? mode : 'set',
        });
        return undefined;
      },
    ],
    ['serialize', () => toBytes(JSON.stringify(serialize(current().exchange)))],
  ];
}
