import { expect } from 'vitest';
import { mtlsHeader } from '../../src/mtls-header.ts';
import { policyCases, type AgreeCase } from '../policy-cases.ts';

type Case = AgreeCase<typeof mtlsHeader.configuration>;

const fingerprint = '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12';
const config = { trustedProxies: ['127.0.0.0/8', '::1'] };
const listed = { ...config, fingerprints: [fingerprint], subjects: ['CN="a, b"\\,O=]]$(x)'] };
const headers = {
  'X-SSL-Client-Verify': 'SUCCESS',
  'X-SSL-Client-Fingerprint': '2F:D4:E1:C6:7A:2D:28:FC:ED:84:9E:E1:BB:76:E7:39:1B:93:EB:12',
  'X-SSL-Client-S-DN': 'CN="a, b"\\,O=]]$(x)',
};
const elsewhere = { trustedProxies: ['198.51.100.0/24'] };
const refused =
  (status: number): Case['expect'] =>
  ({ upstreamRequest, response }) => {
    expect(upstreamRequest).toBeUndefined();
    expect(response.status).toBe(status);
  };

export default policyCases(mtlsHeader, {
  'a certificate that the proxy verified is admitted, and the upstream learns whose': {
    config,
    request: { headers },
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      expect(upstreamRequest?.headers).toMatchObject({ 'x-ssl-client-verify': 'SUCCESS' });
    },
  },
  'a listed certificate is admitted': {
    config: listed,
    request: { headers },
    expect: ({ response }) => expect(response.status).toBe(200),
  },
  'another fingerprint is refused': {
    config: listed,
    request: { headers: { ...headers, 'X-SSL-Client-Fingerprint': fingerprint.replace('2', '3') } },
    expect: refused(403),
  },
  'another subject is refused': {
    config: listed,
    request: { headers: { ...headers, 'X-SSL-Client-S-DN': 'CN=a' } },
    expect: refused(403),
  },
  'a certificate that could not be verified is refused': {
    config,
    request: { headers: { ...headers, 'X-SSL-Client-Verify': 'FAILED:unable to verify' } },
    expect: refused(401),
  },
  'a result that is given twice is refused': {
    config,
    request: { headers: { ...headers, 'X-SSL-Client-Verify': ['SUCCESS', 'SUCCESS'] } },
    expect: refused(401),
  },
  'who shows no certificate is refused': { config, expect: refused(401) },
  'headers that did not come from the proxy count for nothing': {
    config: elsewhere,
    request: { headers },
    expect: refused(401),
  },
  'an address that the client claims is not the proxy': {
    config: elsewhere,
    clientAddress: '198.51.100.7',
    request: { headers: { ...headers, 'X-Forwarded-For': '198.51.100.7' } },
    expect: refused(401),
  },
  'who may pass without a certificate passes without its headers': {
    config: { ...elsewhere, required: false },
    request: { headers },
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      for (const name of Object.keys(headers))
        expect(upstreamRequest?.headers).not.toHaveProperty(name.toLowerCase());
    },
  },
});
