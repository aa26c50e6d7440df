import type { NamedField, Row } from '../schema/field.ts';
import { ngxRegExp } from '../schema/pcre.ts';
import { httpProtocols } from '../schema/typedefs.ts';
import { messagesOf, modelRequest, refusal, setModelRequest, type ChatMessage } from './ai-message.ts';
import type { PluginDefinition } from './plugin.ts';

const bodySize: NamedField = { max_request_body_size: { type: 'integer', default: 8192, gt: 0 } };
const format: NamedField = {
  llm_format: { type: 'string', required: false, default: 'openai', one_of: ['openai', 'bedrock', 'gemini'] },
};

const notJson = 'this LLM route only supports application/json requests';

const promptsField: NamedField[string] = {
  type: 'array',
  required: false,
  len_max: 15,
  elements: {
    type: 'record',
    required: false,
    fields: [
      {
        role: {
          type: 'string',
          required: true,
          default: 'system',
          one_of: ['system', 'assistant', 'user'],
        },
      },
      { content: { type: 'string', required: true, len_min: 1, len_max: 500 } },
    ],
  },
};

/** Kong's ai-prompt-decorator 3.9: messages ahead of and behind the caller's. */
export const aiPromptDecorator: PluginDefinition = {
  name: 'ai-prompt-decorator',
  priority: 772,
  schema: {
    protocols: httpProtocols,
    config: [
      {
        prompts: {
          type: 'record',
          required: false,
          fields: [{ prepend: promptsField }, { append: promptsField }],
        },
      },
      bodySize,
      format,
    ],
    entity_checks: [{ at_least_one_of: ['config.prompts.prepend', 'config.prompts.append'] }],
  },
  create: (config) => {
    const prompts = config.prompts as { prepend: ChatMessage[] | null; append: ChatMessage[] | null };
    return {
      access: (exchange) => {
        const request = modelRequest(exchange);
        if (!request) throw refusal(notJson);
        const messages = messagesOf(request);
        if (!messages) throw refusal('this LLM route only supports llm/chat type requests');
        setModelRequest(exchange, {
          ...request,
          messages: [...(prompts.prepend ?? []), ...messages, ...(prompts.append ?? [])],
        });
      },
    };
  },
};

const patterns: NamedField[string] = {
  type: 'array',
  required: false,
  len_max: 10,
  elements: { type: 'string', len_min: 1, len_max: 500 },
};

interface GuardConfig extends Row {
  allow_patterns: string[] | null;
  deny_patterns: string[] | null;
  allow_all_conversation_history: boolean;
  match_all_roles: boolean;
}

/** The text that a guard looks at, latest message first; undefined for what has no prompt. */
function promptOf(request: Row, config: GuardConfig): string | undefined {
  const messages = messagesOf(request);
  if (!messages) return typeof request.prompt === 'string' ? request.prompt : undefined;
  const texts: string[] = [];
  for (const { role, content } of [...messages].reverse()) {
    if (role !== 'user' && !config.match_all_roles) continue;
    if (typeof content !== 'string') return undefined;
    texts.push(content);
    if (config.allow_all_conversation_history) break;
  }
  return texts.join(' ');
}

/** Kong's ai-prompt-guard 3.9: prompts by patterns; who is refused is not told why. */
export const aiPromptGuard: PluginDefinition = {
  name: 'ai-prompt-guard',
  priority: 771,
  schema: {
    protocols: httpProtocols,
    config: [
      { allow_patterns: patterns },
      { deny_patterns: patterns },
      { allow_all_conversation_history: { type: 'boolean', required: true, default: false } },
      bodySize,
      { match_all_roles: { type: 'boolean', required: true, default: false } },
      format,
    ],
    entity_checks: [
      { at_least_one_of: ['config.allow_patterns', 'config.deny_patterns'] },
      {
        conditional: {
          if_field: 'config.match_all_roles',
          if_match: { eq: true },
          then_field: 'config.allow_all_conversation_history',
          then_match: { eq: false },
        },
      },
    ],
  },
  create: (row) => {
    const config = row as GuardConfig;
    const [denied, allowed] = [config.deny_patterns, config.allow_patterns].map((list) =>
      (list ?? []).map((pattern) => ngxRegExp(pattern, '')),
    );
    return {
      access: (exchange) => {
        const request = modelRequest(exchange);
        if (!request) throw refusal(notJson);
        const prompt = promptOf(request, config);
        const fits = (list: RegExp[] | undefined): boolean =>
          (list ?? []).some((pattern) => new RegExp(pattern).test(prompt ?? ''));
        const isAllowed = (allowed ?? []).length === 0 || fits(allowed);
        if (prompt === undefined || fits(denied) || !isAllowed) throw refusal('bad request');
      },
    };
  },
};

interface TemplateConfig extends Row {
  templates: { name: string; template: string }[];
  allow_untemplated_requests: boolean;
}

const placeholder = /\{\{(\w+)\}\}/g;

/** A template with its places filled, as text of JSON. Throws Kong's refusals. */
function render(template: string, properties: unknown): string {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    throw refusal('properties must be an object');
  const values = new Map(
    Object.entries(properties).map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'string') throw refusal(`property values must be a string, got ${typeof value}`);
      return [name, JSON.stringify(value).slice(1, -1)];
    }),
  );
  const text = template.replace(placeholder, (all, name: string) => values.get(name) ?? all);
  const missing = new Set([...text.matchAll(placeholder)].map(([, name = '']) => `[${name}]`));
  if (missing.size > 0) throw refusal(`missing template parameters: ${[...missing].join(', ')}`);
  return text;
}

/** Kong's ai-prompt-template 3.9: a prompt by name, with places that the caller fills. */
export const aiPromptTemplate: PluginDefinition = {
  name: 'ai-prompt-template',
  priority: 773,
  schema: {
    protocols: httpProtocols,
    config: [
      {
        templates: {
          type: 'array',
          required: true,
          elements: {
            type: 'record',
            required: true,
            fields: [
              { name: { type: 'string', required: true } },
              { template: { type: 'string', required: true } },
            ],
          },
        },
      },
      { allow_untemplated_requests: { type: 'boolean', required: true, default: true } },
      { log_original_request: { type: 'boolean', required: true, default: false } },
      bodySize,
    ],
  },
  create: (row) => {
    const config = row as TemplateConfig;
    return {
      access: (exchange) => {
        const request = modelRequest(exchange);
        if (!request) throw refusal(notJson);
        const { messages, prompt, properties } = request;
        if (messages && prompt)
          throw refusal("cannot run 'messages' and 'prompt' templates at the same time");
        const reference = messages ?? prompt;
        if (!reference)
          throw refusal("only 'llm/v1/chat' and 'llm/v1/completions' formats are supported for templating");
        const name =
          typeof reference === 'string' ? /^\{template:\/\/(.*)\}$/s.exec(reference)?.[1] : undefined;
        if (name === undefined) {
          if (config.allow_untemplated_requests) return;
          throw refusal('this LLM route only supports templated requests');
        }
        const found = config.templates.find((template) => template.name === name);
        if (!found) throw refusal(`could not find template name [${name}]`);
        setModelRequest(exchange, render(found.template, properties ?? {}));
      },
    };
  },
};
