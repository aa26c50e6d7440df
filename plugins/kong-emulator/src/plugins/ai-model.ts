import type { Json, Row } from '../schema/field.ts';
import { ngxRegExp } from '../schema/pcre.ts';
import { messagesOf } from './ai-message.ts';
import { callUrl } from './http-client.ts';

/** Which model is asked, and how. */
export interface ModelConfig extends Row {
  route_type: 'llm/v1/chat' | 'llm/v1/completions' | 'preserve';
  auth: {
    header_name: string | null;
    header_value: string | null;
    param_name: string | null;
    param_value: string | null;
    param_location: 'query' | 'body' | null;
  } | null;
  model: {
    provider: string;
    name: string | null;
    options: {
      max_tokens: number | null;
      temperature: number | null;
      top_p: number | null;
      top_k: number | null;
      upstream_url: string | null;
      upstream_path: string | null;
    } | null;
  };
}

/** How the plugins that ask a model about a message are set. */
export interface TransformerConfig extends Row {
  prompt: string;
  transformation_extract_pattern: string | null;
  http_timeout: number;
  https_verify: boolean;
  llm: ModelConfig;
}

const operations: Record<ModelConfig['route_type'], string> = {
  'llm/v1/chat': '/v1/chat/completions',
  'llm/v1/completions': '/v1/completions',
  preserve: '',
};

/** Where a model of OpenAI's form answers. */
export function modelUrl({ model: { options }, route_type: type, auth }: ModelConfig): URL {
  const path = options?.upstream_path ?? operations[type];
  const url = new URL(options?.upstream_url ?? `https://api.openai.com${path}`);
  if (auth?.param_location === 'query' && auth.param_name !== null)
    url.searchParams.set(auth.param_name, auth.param_value ?? '');
  return url;
}

/** Why the emulator cannot ask a model; undefined for those that speak as OpenAI does. */
export const providerProblem = ({ model: { provider } }: ModelConfig): string | undefined =>
  provider === 'openai' ? undefined : `the emulator asks models of openai alone, not of ${provider}`;

/** What OpenAI's API is asked: the request with the configuration's options, which outweigh the caller's. */
export function toModel(request: Row, { model: { name, options } }: ModelConfig): Row {
  const { messages, prompt, stream, ...rest } = request;
  const chosen = Object.entries({
    max_tokens: options?.max_tokens,
    temperature: options?.temperature,
    top_p: options?.top_p,
    top_k: options?.top_k,
  }).filter((option): option is [string, number] => typeof option[1] === 'number');
  return {
    ...rest,
    model: name ?? rest.model ?? null,
    ...Object.fromEntries(chosen),
    ...(messages === undefined ? {} : { messages }),
    ...(prompt === undefined ? {} : { prompt }),
    stream: stream === true,
  };
}

/** The text of a model's answer. */
function contentOf(text: string): string {
  const answer = JSON.parse(text) as { choices?: { message?: { content?: Json } }[] };
  const content = answer.choices?.[0]?.message?.content;
  if (typeof content !== 'string') throw new Error("no 'choices' in upstream AI service response");
  return content;
}

/** What a model makes of a text with a system prompt. Rejects with what Kong tells the caller. */
export async function askModel(config: TransformerConfig, text: string): Promise<string> {
  const { llm, prompt, transformation_extract_pattern: pattern } = config;
  const problem = providerProblem(llm);
  if (problem !== undefined) throw new Error(problem);
  const messages = [
    { role: 'system', content: prompt },
    { role: 'user', content: text },
  ];
  const { auth } = llm;
  const answer = await callUrl(modelUrl(llm), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      ...(auth?.header_name && auth.header_value ? { [auth.header_name]: auth.header_value } : {}),
    },
    body: JSON.stringify(toModel({ messages, stream: false }, llm)),
    timeout: config.http_timeout,
    verify: config.https_verify,
  });
  if (answer.status > 299)
    throw new Error(`failed to introspect request with AI service: status code not 2xx`);
  const content = contentOf(answer.body.toString('utf8'));
  if (pattern === null) return content;
  const [found] = ngxRegExp(pattern, 'im').exec(content) ?? [];
  if (found === undefined) throw new Error('AI response did not match specified regular expression');
  return found;
}

/** Whether a request has the form that a route is for; a text says what is wrong. */
export function formProblem(request: Row, type: ModelConfig['route_type']): string | undefined {
  if (type === 'preserve') return undefined;
  const isChat = messagesOf(request) !== undefined;
  if (!isChat && typeof request.prompt !== 'string') return "request body doesn't contain valid prompts";
  const form = isChat ? 'llm/v1/chat' : 'llm/v1/completions';
  return form === type ? undefined : `[${form}] message format is not compatible with [${type}] route type`;
}
