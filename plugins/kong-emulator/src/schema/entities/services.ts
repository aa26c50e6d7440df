import type { EntitySchema, NamedField, Row } from '../field.ts';
import { host, id, name, path, port, protocols, tags, time } from '../typedefs.ts';

const timeouts: NamedField[] = ['connect_timeout', 'write_timeout', 'read_timeout'].map((field) => ({
  [field]: { type: 'integer', between: [1, 2147483646], default: 60000 },
}));

const onlyTls = (field: string): EntitySchema['entity_checks'][number] => ({
  conditional: {
    if_field: 'protocol',
    if_match: { not_one_of: ['https', 'tls'] },
    then_field: field,
    then_match: { eq: null },
  },
});

/** `url` stands for protocol, host, port and path. */
function expandUrl(input: Row): Row {
  const { url, ...rest } = input;
  if (typeof url !== 'string') return input;
  const parts = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#:]*|\[[^\]]*\])(?::(\d+))?([/][^?#]*)?/.exec(url);
  if (!parts) return { ...rest, path: url };
  const [, protocol = '', hostname = '', portText, pathname] = parts;
  return {
    ...rest,
    protocol,
    host: hostname,
    port: portText ? Number(portText) : protocol === 'https' ? 443 : 80,
    path: pathname ?? null,
  };
}

/** Where traffic goes. */
export const services: EntitySchema = {
  name: 'services',
  endpointKey: 'name',
  expand: expandUrl,
  fields: [
    { id },
    { created_at: time },
    { updated_at: time },
    { name },
    { retries: { type: 'integer', default: 5, between: [0, 32767] } },
    { protocol: { type: 'string', required: true, default: 'http', one_of: protocols } },
    { host: { ...host, required: true } },
    { port: { ...port, required: true, default: 80 } },
    { path },
    ...timeouts,
    { tags },
    { client_certificate: { type: 'foreign', reference: 'certificates' } },
    { tls_verify: { type: 'boolean' } },
    { tls_verify_depth: { type: 'integer', between: [0, 64], default: null } },
    { ca_certificates: { type: 'array', elements: { type: 'string', uuid: true } } },
    { enabled: { type: 'boolean', required: true, default: true } },
  ],
  entity_checks: [
    {
      conditional: {
        if_field: 'protocol',
        if_match: { one_of: ['tcp', 'tls', 'udp', 'grpc', 'grpcs'] },
        then_field: 'path',
        then_match: { eq: null },
      },
    },
    ...['client_certificate', 'tls_verify', 'tls_verify_depth', 'ca_certificates'].map(onlyTls),
  ],
};
