import { importJWK, SignJWT, jwtVerify, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { helm, nameOf, podsOf, render, tools, validate, type Manifest } from './helm.ts';

const charts = [
  ['apim', []],
  ['apim', ['--values', 'apim/values-dev.yaml']],
  ['apim-gateway', []],
] as const;

describe.skipIf(!tools.helm).each(charts)(nameOf('the chart %s with %j'), (chart, args) => {
  let manifests: Manifest[];

  beforeAll(async () => {
    manifests = await render(chart, ...args);
  });

  it('passes helm lint, warnings included', async () => {
    const { code, stdout, stderr } = await helm('lint', '--strict', chart, ...args);
    expect(stderr).toBe('');
    expect(stdout).not.toMatch(/\[(WARNING|ERROR)\]/);
    expect(code).toBe(0);
  });

  it.each(['1.31', '1.34', '1.37'])('is valid for Kubernetes %s, without unknown fields', async (version) => {
    expect(await validate(manifests, version)).toBe('');
  });

  it('runs every pod under Pod Security "restricted", without a service-account token', () => {
    const pods = podsOf(manifests);
    expect(pods.length).toBeGreaterThan(2);
    for (const [name, pod] of pods) {
      expect(pod.automountServiceAccountToken, name).toBe(false);
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const container of pod.containers)
        expect(container.securityContext, name).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  it('shows no secret value outside the Secret', () => {
    const secrets = manifests.filter(({ kind }) => kind === 'Secret');
    const values = secrets.flatMap(({ data }) =>
      Object.entries(data ?? {}).filter(([key]) => key !== 'actor-trusted-keys'),
    );
    expect(values.length).toBeGreaterThan(1);
    const rest = JSON.stringify(manifests.filter(({ kind }) => kind !== 'Secret'));
    for (const [, value] of values) {
      expect(rest).not.toContain(value);
      expect(rest).not.toContain(Buffer.from(value, 'base64').toString());
    }
    const clear = podsOf(manifests).flatMap(([, { containers }]) =>
      containers.flatMap(({ env = [] }) => env),
    );
    for (const { name, value } of clear)
      if (/PASSWORD|SECRET$|TOKEN$|SIGNING|COOKIE/.test(name)) expect(value, name).toBeUndefined();
  });

  it('makes no secret when one exists', async () => {
    const existing = await render(chart, ...args, '--set', 'existingSecret=mine');
    expect(existing.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(JSON.stringify(existing)).toContain('"name":"mine"');
  });
});

describe.skipIf(!tools.helm)(nameOf('the secrets that the chart apim makes'), () => {
  let data: Record<string, string>;
  const read = (key: string): string => Buffer.from(data[key]!, 'base64').toString();

  beforeAll(async () => {
    data = (await render('apim')).find(({ kind }) => kind === 'Secret')!.data!;
  });

  it('hold a signing key for each part, which the trusted keys verify and which differ', async () => {
    const { keys } = JSON.parse(read('actor-trusted-keys')) as { keys: JWK[] };
    expect(keys.map(({ kid }) => kid).sort()).toEqual([
      'analytics',
      'bff',
      'gateway',
      'policy',
      'portal',
      'tenant',
    ]);
    expect(new Set(keys.map(({ x }) => x)).size).toBe(6);
    for (const trusted of keys) {
      expect(trusted).not.toHaveProperty('d');
      const own = JSON.parse(read(`actor-key-${trusted.kid}`)) as JWK;
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'EdDSA' })
        .sign(await importJWK(own, 'EdDSA'));
      await expect(jwtVerify(token, await importJWK(trusted, 'EdDSA'))).resolves.toBeDefined();
    }
  });

  it('hold a key of the OpenID provider that signs', async () => {
    const { keys } = JSON.parse(read('oidc-signing-keys')) as { keys: JWK[] };
    const { d: _private, ...publicKey } = keys[0]!;
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .sign(await importJWK(keys[0]!, 'ES256'));
    await expect(jwtVerify(token, await importJWK(publicKey, 'ES256'))).resolves.toBeDefined();
  });
});

describe.skipIf(!tools.helm)(nameOf('the surfaces of the chart apim'), () => {
  it('the public host reaches the portal and the OpenID provider of the public back end alone', async () => {
    const rules = (await render('apim'))
      .filter(({ kind }) => kind === 'Ingress')
      .flatMap(({ spec }) => spec?.rules ?? []);
    const routes = rules.map(({ host, http }) => [
      host,
      http.paths.map(({ path, backend }) => `${path} ${backend.service.name}`),
    ]);
    expect(Object.fromEntries(routes)).toEqual({
      'apim-admin.company.com': ['/graphql deploy-apim-bff', '/auth deploy-apim-bff'],
      'developers.company.com': ['/oidc deploy-apim-bff-public', '/ deploy-apim-developer-portal-frontend'],
    });
  });
});

describe.skipIf(!tools.helm)(nameOf('a wrong value is refused by name'), () => {
  it.each([
    ['an unknown key', 'apim', 'gatewaymanager.replicas=2', /gatewaymanager/],
    ['no replica', 'apim', 'bff.replicas=0', /bff\/replicas|bff\.replicas/],
    ['a second writer of DuckDB', 'apim', 'analysisManager.replicas=2', /analysisManager.replicas/],
    ['a host with a scheme', 'apim', 'hosts.admin=https://admin', /hosts.admin/],
    [
      'an amount of memory without unit',
      'apim',
      'tenantManager.resources.memory=lots',
      /tenantManager.resources.memory/,
    ],
    [
      'an upstream without a port',
      'apim',
      'gatewayManager.upstreamAllow[0]=orders',
      /gatewayManager.upstreamAllow/,
    ],
    ['an unknown key', 'apim-gateway', 'kongg.replicas=2', /kongg/],
    ['no replica', 'apim-gateway', 'kong.replicas=0', /kong.replicas/],
  ])('%s of %s: %s', async (_name, chart, setting, message) => {
    const { code, stderr } = await helm('template', 'apim', chart, '--set', setting);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });
});
