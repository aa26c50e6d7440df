import { jsonExit, type Exit } from '../exchange/exit.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Json, Row } from '../schema/field.ts';

/** One message of a conversation with a model. */
export interface ChatMessage extends Row {
  role: string;
  content: Json;
}

/** Kong's refusal of a request to a model. */
export const refusal = (message: string, status = 400): Exit => jsonExit(status, { error: { message } });

/** The JSON object that a request to a model carries, as changed so far; empty without a body, undefined where it is none. */
export function modelRequest(exchange: Exchange): Row | undefined {
  const { body, headers } = exchange.upstream;
  const type = headers.get('content-type');
  if (body.length === 0) return {};
  if (type !== undefined && !/^application\/json\b/i.test(type)) return undefined;
  try {
    const value = JSON.parse(body.toString('utf8')) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The messages of a request; undefined where it has none. */
export function messagesOf(request: Row): ChatMessage[] | undefined {
  const { messages } = request;
  return Array.isArray(messages) && messages.length > 0 ? (messages as ChatMessage[]) : undefined;
}

/** Puts a changed request in the place of the body. */
export function setModelRequest(exchange: Exchange, request: Row | string): void {
  exchange.upstream.body = Buffer.from(typeof request === 'string' ? request : JSON.stringify(request));
}
