import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { EntitySchema, Field, Json } from '../field.ts';
import { id, isHost, tags, time } from '../typedefs.ts';

const short =
  'error:680008E:asn1 encoding routines:asn1_d2i_read_bio:not enough data:crypto/asn1/a_d2i_fp.c:155:';

const parses = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};

const certificateProblem = (value: Json): string | undefined =>
  parses(() => new X509Certificate(String(value))) ? undefined : `invalid certificate: x509.new: ${short}`;
const keyProblem = (value: Json): string | undefined =>
  parses(() => createPrivateKey(String(value))) ? undefined : `invalid key: pkey.new:load_key: ${short}`;

const certificate: Field = { type: 'string', referenceable: true, validate: certificateProblem };
const key: Field = { type: 'string', referenceable: true, encrypted: true, validate: keyProblem };

/** A certificate with its key. */
export const certificates: EntitySchema = {
  name: 'certificates',
  fields: [
    { id },
    { created_at: time },
    { updated_at: time },
    { cert: { ...certificate, required: true } },
    { key: { ...key, required: true } },
    { cert_alt: { ...certificate, required: false } },
    { key_alt: { ...key, required: false } },
    { tags },
    { snis: { type: 'array', required: false, transient: true, elements: { type: 'string' } } },
  ],
  entity_checks: [
    { mutually_required: ['cert_alt', 'key_alt'] },
    { custom_entity_check: { field_sources: ['cert', 'key'] } },
    { custom_entity_check: { field_sources: ['cert_alt', 'key_alt'] } },
    { custom_entity_check: { field_sources: ['cert', 'cert_alt'] } },
  ],
};

/** A server name of a certificate. */
export const snis: EntitySchema = {
  name: 'snis',
  endpointKey: 'name',
  fields: [
    { id },
    {
      name: {
        type: 'string',
        required: true,
        unique: true,
        unique_across_ws: true,
        validate: (value) => (isHost(String(value)) ? undefined : `invalid value: ${String(value)}`),
      },
    },
    { created_at: time },
    { updated_at: time },
    { tags },
    { certificate: { type: 'foreign', required: true, reference: 'certificates' } },
  ],
  entity_checks: [],
};

/** An authority that upstream certificates are checked against. */
export const caCertificates: EntitySchema = {
  name: 'ca_certificates',
  fields: [
    { id },
    { created_at: time },
    { updated_at: time },
    { cert: { type: 'string', required: true, validate: certificateProblem } },
    { cert_digest: { type: 'string', unique: true } },
    { tags },
  ],
  entity_checks: [{ custom_entity_check: { field_sources: ['cert'] } }],
  seal: (row) => ({
    ...row,
    cert_digest: new X509Certificate(String(row.cert)).fingerprint256.replaceAll(':', '').toLowerCase(),
  }),
};
