import { createHash, createHmac } from 'node:crypto';

/** The call that is to be signed; header names in lower case. */
export interface SignedCall {
  method: string;
  /** The path as it is sent. */
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Who signs, and for what. */
export interface AwsIdentity {
  key: string;
  secret: string;
  region: string;
  service: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A moment as AWS writes it: `20261124T095244Z`. */
export const amzDate = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');

/** The Authorization header of a call by AWS Signature Version 4; all given headers are signed, `x-amz-date` and `host` among them. */
export function awsAuthorization(call: SignedCall, { key, secret, region, service }: AwsIdentity): string {
  const names = Object.keys(call.headers).sort();
  const signed = names.join(';');
  const lines = names.map((name) => `${name}:${(call.headers[name] ?? '').trim()}\n`).join('');
  // Each segment is encoded once more, as for every service but S3.
  const path = call.path.split('/').map(encodeURIComponent).join('/');
  const canonical = [call.method, path, call.query, lines, signed, sha256(call.body)].join('\n');
  const time = call.headers['x-amz-date'] ?? '';
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signing = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = hmac(signing, toSign).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}
