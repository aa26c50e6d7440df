import type { DomainError } from '@apim/kit/errors';
import { describe, expect, it } from 'vitest';
import { checkUpstream, hostAndPortOf } from './check-upstream.ts';

const rules = {
  allowed: ['127.0.0.1:4090', '10.1.2.3:80'],
  reserved: [
    hostAndPortOf('http://kong-admin.example.com:8001'),
    hostAndPortOf('https://tenant.example.com'),
  ],
};
const codeOf = (url: string): string => {
  try {
    checkUpstream(url, rules);
    return 'admitted';
  } catch (error) {
    return (error as DomainError).code;
  }
};

describe('an upstream address', () => {
  it.each([
    ['https://api.example.com/v1/', { protocol: 'https', host: 'api.example.com', port: 443, path: '/v1' }],
    ['http://API.example.com.:8080', { protocol: 'http', host: 'api.example.com', port: 8080, path: '' }],
    ['http://127.0.0.1:4090/sample', { protocol: 'http', host: '127.0.0.1', port: 4090, path: '/sample' }],
    ['https://93.184.216.34', { protocol: 'https', host: '93.184.216.34', port: 443, path: '' }],
    ['https://[2606:2800:220:1::1]', { protocol: 'https', host: '2606:2800:220:1::1', port: 443, path: '' }],
  ])('%s is admitted', (url, upstream) => {
    expect(checkUpstream(url, rules)).toEqual(upstream);
  });

  it.each(
    `http://127.0.0.1 http://127.1 http://0177.0.0.1 http://0x7f.1 http://2130706433 http://0 http://[::1] http://[::] http://[::ffff:127.0.0.1]
    http://[::ffff:7f00:1] http://[::127.0.0.1] http://[64:ff9b::169.254.169.254] http://[64:ff9b:1::a00:1] http://[2002:7f00:1::] http://[fe80::1] http://[fd00::1]
    http://[fec0::1] http://10.0.0.1 http://172.16.0.1 http://192.168.1.1 http://169.254.169.254/latest/meta-data http://[fd00:ec2::254]
    http://168.63.129.16 http://100.64.0.1 http://100.100.100.200 http://192.0.0.192 http://198.18.0.1 http://224.0.0.1 http://255.255.255.255
    http://localhost http://LOCALHOST:80 http://a.localhost http://metadata.google.internal http://kong http://kong-admin.apim.svc
    http://kong.apim.svc.cluster.local http://kong-admin.example.com:8001 https://tenant.example.com https://tenant.example.com.:443 http://127.0.0.1:4091
    http://①②⑦.0.0.1 ftp://example.com file:///etc/passwd gopher://example.com:6379/_`.split(/\s+/),
  )('%s is refused as forbidden', (url) => {
    expect(codeOf(url)).toBe('UPSTREAM_FORBIDDEN');
  });

  it.each([
    'https://user@example.com',
    'https://user:secret@example.com',
    'https://@example.com',
    'https://example.com\\@10.0.0.1',
    'https://exa mple.com',
    'https://example.com\t',
    'https://example.com/?a=1',
    'https://example.com/#a',
    'example.com',
    '//example.com',
    '/relative',
    `https://example.com/${'x'.repeat(2_000)}`,
  ])('%s is refused as no address', (url) => {
    expect(codeOf(url)).toBe('INVALID_INPUT');
  });
});
