import type { Row } from '../schema/field.ts';
import { httpProtocols } from '../schema/typedefs.ts';
import { modelRequest, refusal, setModelRequest } from './ai-message.ts';
import { modelChecks, modelFields } from './ai-model-schema.ts';
import { formProblem, modelUrl, providerProblem, toModel, type ModelConfig } from './ai-model.ts';
import type { PluginDefinition } from './plugin.ts';

type Config = ModelConfig & { response_streaming: 'allow' | 'deny' | 'always'; model_name_header: boolean };

const native = (format: string, field: string, then: string, message: string): object => ({
  conditional: {
    if_field: 'config.llm_format',
    if_match: { eq: format },
    then_field: field,
    then_match: { eq: then },
    then_err: message,
  },
});

/** Kong's ai-proxy 3.9 for models that speak as OpenAI's do: the model is the upstream. */
export const aiProxy: PluginDefinition = {
  name: 'ai-proxy',
  priority: 770,
  schema: {
    protocols: httpProtocols,
    config: [
      ...modelFields,
      {
        response_streaming: {
          type: 'string',
          required: false,
          default: 'allow',
          one_of: ['allow', 'deny', 'always'],
        },
      },
      { max_request_body_size: { type: 'integer', default: 8192, gt: 0 } },
      { model_name_header: { type: 'boolean', default: true } },
      {
        llm_format: {
          type: 'string',
          required: false,
          default: 'openai',
          one_of: ['openai', 'bedrock', 'gemini'],
        },
      },
    ],
    config_checks: modelChecks,
    entity_checks: [
      {
        conditional: {
          if_field: 'config.llm_format',
          if_match: { one_of: ['bedrock', 'gemini'] },
          then_field: 'config.route_type',
          then_match: { eq: 'llm/v1/chat' },
          then_err:
            "native provider options in llm_format can only be used with the 'llm/v1/chat' route_type",
        },
      },
      ...['bedrock', 'gemini'].map((format) =>
        native(
          format,
          'config.model.provider',
          format,
          `native llm_format '${format}' can only be used with the '${format}' model.provider`,
        ),
      ),
    ],
  },
  create: (row) => {
    const config = row as Config;
    const problem = providerProblem(config);
    const name = `${config.model.provider}/${config.model.name ?? ''}`;
    return {
      access: (exchange) => {
        if (problem !== undefined) throw refusal(problem, 500);
        const { upstream } = exchange;
        const request = modelRequest(exchange);
        if (!request)
          throw refusal('content-type header does not match request body, or bad JSON formatting');
        const fault = formProblem(request, config.route_type);
        if (fault !== undefined) throw refusal(fault);
        const { model } = request;
        if (
          typeof model === 'string' &&
          model !== '' &&
          config.model.name !== null &&
          model !== config.model.name
        )
          throw refusal(`cannot use own model - must be: ${config.model.name}`);
        if (config.route_type !== 'preserve' && config.model.name === null && typeof model !== 'string')
          throw refusal('model parameter not found in request, nor in gateway configuration');
        if (request.stream === true && config.response_streaming === 'deny')
          throw refusal('response streaming is not enabled for this LLM');
        const isStream = request.stream === true || config.response_streaming === 'always';
        exchange.isBuffered = !isStream;
        if (config.route_type !== 'preserve') {
          const { auth } = config;
          const inBody: Row =
            auth?.param_location === 'body' && auth.param_name !== null
              ? { [auth.param_name]: auth.param_value }
              : {};
          setModelRequest(exchange, { ...toModel({ ...request, stream: isStream }, config), ...inBody });
          upstream.headers.set('Content-Type', 'application/json');
        }
        const url = modelUrl(config);
        upstream.scheme = url.protocol.slice(0, -1);
        upstream.host = url.hostname;
        upstream.port = url.port === '' ? (upstream.scheme === 'https' ? 443 : 80) : Number(url.port);
        upstream.hostHeader = url.hostname;
        upstream.path = url.pathname;
        upstream.query = url.search === '' ? upstream.query : url.search.slice(1);
        upstream.headers.set('Accept-Encoding', 'gzip, identity');
        const { header_name: header, header_value: value } = config.auth ?? {};
        if (header && value) upstream.headers.set(header, value);
      },
      headerFilter: ({ outcome }) => {
        if (outcome?.source === 'service' && config.model_name_header)
          outcome.headers.set('X-Kong-LLM-Model', name);
      },
    };
  },
};
