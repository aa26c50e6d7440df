import type { EntityCheck, Field, NamedField } from '../schema/field.ts';
import { port, url } from '../schema/typedefs.ts';

/** Which model is asked, how, and with what key. */
export const modelFields: readonly NamedField[] = [
  {
    route_type: { type: 'string', required: true, one_of: ['llm/v1/chat', 'llm/v1/completions', 'preserve'] },
  },
  {
    auth: {
      type: 'record',
      required: false,
      fields: [
        { header_name: { type: 'string', required: false, referenceable: true } },
        { header_value: { type: 'string', required: false, referenceable: true, encrypted: true } },
        { param_name: { type: 'string', required: false, referenceable: true } },
        { param_value: { type: 'string', required: false, referenceable: true, encrypted: true } },
        { param_location: { type: 'string', required: false, one_of: ['query', 'body'] } },
        { gcp_use_service_account: { type: 'boolean', required: false, default: false } },
        { gcp_service_account_json: { type: 'string', required: false, referenceable: true } },
        { aws_access_key_id: { type: 'string', required: false, referenceable: true, encrypted: true } },
        { aws_secret_access_key: { type: 'string', required: false, referenceable: true, encrypted: true } },
        { allow_override: { type: 'boolean', required: false, default: false } },
      ],
    },
  },
  {
    model: {
      type: 'record',
      required: true,
      fields: [
        {
          provider: {
            type: 'string',
            required: true,
            one_of: [
              'openai',
              'azure',
              'anthropic',
              'cohere',
              'mistral',
              'llama2',
              'gemini',
              'bedrock',
              'huggingface',
            ],
          },
        },
        { name: { type: 'string', required: false } },
        {
          options: {
            type: 'record',
            required: false,
            fields: [
              { max_tokens: { type: 'integer', required: false } },
              { input_cost: { type: 'number', required: false, gt: 0 } },
              { output_cost: { type: 'number', required: false, gt: 0 } },
              { temperature: { type: 'number', required: false, between: [0, 5] } },
              { top_p: { type: 'number', required: false, between: [0, 1] } },
              { top_k: { type: 'integer', required: false, between: [0, 500] } },
              { anthropic_version: { type: 'string', required: false } },
              { azure_instance: { type: 'string', required: false } },
              { azure_api_version: { type: 'string', required: false, default: '2023-05-15' } },
              { azure_deployment_id: { type: 'string', required: false } },
              { llama2_format: { type: 'string', required: false, one_of: ['raw', 'openai', 'ollama'] } },
              { mistral_format: { type: 'string', required: false, one_of: ['openai', 'ollama'] } },
              { upstream_url: { ...url, required: false } },
              { upstream_path: { type: 'string', required: false } },
              {
                gemini: {
                  type: 'record',
                  required: false,
                  fields: [
                    { api_endpoint: { ...url, required: false } },
                    { project_id: { type: 'string', required: false } },
                    { location_id: { type: 'string', required: false } },
                  ],
                  entity_checks: [{ mutually_required: ['api_endpoint', 'project_id', 'location_id'] }],
                },
              },
              {
                bedrock: {
                  type: 'record',
                  required: false,
                  fields: [{ aws_region: { type: 'string', required: false } }],
                },
              },
              {
                huggingface: {
                  type: 'record',
                  required: false,
                  fields: [
                    { use_cache: { type: 'boolean', required: false } },
                    { wait_for_model: { type: 'boolean', required: false } },
                  ],
                },
              },
            ],
          },
        },
      ],
    },
  },
  {
    logging: {
      type: 'record',
      required: true,
      fields: [
        { log_statistics: { type: 'boolean', required: true, default: false } },
        { log_payloads: { type: 'boolean', required: true, default: false } },
      ],
    },
  },
];

/** Rules between those fields. */
export const modelChecks: readonly EntityCheck[] = [
  {
    conditional: {
      if_match: { one_of: ['bedrock', 'gemini'] },
      then_match: { eq: false },
      then_field: 'auth.allow_override',
      if_field: 'model.provider',
      then_err: 'bedrock and gemini only support auth.allow_override = false',
    },
  },
  { mutually_required: ['auth.header_name', 'auth.header_value'] },
  { mutually_required: ['auth.param_name', 'auth.param_value', 'auth.param_location'] },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['llama2'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.llama2_format'],
      then_err: 'must set %s for llama2 provider',
    },
  },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['mistral'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.mistral_format'],
      then_err: 'must set %s for mistral provider',
    },
  },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['anthropic'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.anthropic_version'],
      then_err: 'must set %s for anthropic provider',
    },
  },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['azure'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.azure_instance'],
      then_err: 'must set %s for azure provider',
    },
  },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['azure'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.azure_api_version'],
      then_err: 'must set %s for azure provider',
    },
  },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['azure'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.azure_deployment_id'],
      then_err: 'must set %s for azure provider',
    },
  },
  {
    conditional_at_least_one_of: {
      if_match: { one_of: ['llama2'] },
      if_field: 'model.provider',
      then_at_least_one_of: ['model.options.upstream_url'],
      then_err: 'must set %s for self-hosted providers/models',
    },
  },
  { custom_entity_check: { field_sources: ['route_type', 'model', 'logging'] } },
];

/** The record of a model in the plugins that ask one about a message. */
export const llmField: Field = {
  type: 'record',
  required: true,
  fields: modelFields,
  entity_checks: modelChecks,
};

/** What those plugins have in common besides. */
export const transformerFields: readonly NamedField[] = [
  { http_timeout: { type: 'integer', required: true, default: 60000 } },
  { https_verify: { type: 'boolean', required: true, default: true } },
  { max_request_body_size: { type: 'integer', default: 8192, gt: 0 } },
  { http_proxy_host: { type: 'string' } },
  { http_proxy_port: port },
  { https_proxy_host: { type: 'string' } },
  { https_proxy_port: port },
  { llm: llmField },
];

export const transformerChecks: readonly EntityCheck[] = [
  {
    conditional: {
      if_match: { not_one_of: ['llm/v1/chat'] },
      then_match: { eq: 'llm/v1/chat' },
      then_field: 'config.llm.route_type',
      if_field: 'config.llm.route_type',
      then_err: "'config.llm.route_type' must be 'llm/v1/chat' for AI transformer plugins",
    },
  },
  { mutually_required: ['config.http_proxy_host', 'config.http_proxy_port'] },
  { mutually_required: ['config.https_proxy_host', 'config.https_proxy_port'] },
];
