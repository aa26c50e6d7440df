import { managerSettings, readEnvironment } from '@apim/kit/environment';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSettings as readGatewaySettings } from '../../subgraphs/gateway/src/settings.ts';
import { readSettings as readTenantSettings } from '../../subgraphs/tenant/src/settings.ts';
import { bffSettings } from '../../supergraph/src/settings.ts';
import { nameOf, podsOf, render, tools, type Manifest } from './helm.ts';

type Source = NodeJS.ProcessEnv;
const readBffSettings = (source: Source) => readEnvironment(bffSettings, source);
const readManagerSettings = (source: Source) => readEnvironment(managerSettings(source), source);

/** A container's environment as Kubernetes makes it, from the manifests alone. */
function environmentOf(manifests: Manifest[], name: string): Source {
  const secret = manifests.find(({ kind }) => kind === 'Secret')!.data!;
  const [, pod] = podsOf(manifests).find(([workload]) => workload === name)!;
  const environment: Record<string, string> = {};
  for (const { name: variable, value, valueFrom } of pod.containers[0]!.env ?? []) {
    const key = (valueFrom as { secretKeyRef: { key: string } } | undefined)?.secretKeyRef.key;
    const text = key === undefined ? (value ?? '') : Buffer.from(secret[key]!, 'base64').toString();
    environment[variable] = text.replace(/\$\((\w+)\)/g, (_, other: string) => environment[other]!);
  }
  return environment;
}

describe.skipIf(!tools.helm)(nameOf('the settings that the chart apim gives'), () => {
  let manifests: Manifest[];

  beforeAll(async () => {
    manifests = await render('apim', '--set', 'gatewayManager.upstreamAllow={orders.microservices.svc:80}');
  });

  it.each<[string, (source: Source) => object]>([
    ['deploy-apim-tenant-manager', readTenantSettings],
    ['deploy-apim-gateway-manager', readGatewaySettings],
    ['deploy-apim-policy-manager', readManagerSettings],
    ['deploy-apim-developer-portal-backend', readManagerSettings],
    ['deploy-apim-bff', readBffSettings],
    ['deploy-apim-bff-public', readBffSettings],
  ])('are accepted by %s in production mode', (name, readSettings) => {
    expect(readSettings(environmentOf(manifests, name))).toMatchObject({
      APIM_MODE: 'production',
      HOST: '0.0.0.0',
    });
  });

  it('give the gateway manager and the analysis manager one ingest token', () => {
    const [gateway, analysis] = ['deploy-apim-gateway-manager', 'deploy-apim-analysis-manager'].map((name) =>
      environmentOf(manifests, name),
    );
    expect(gateway?.INGEST_TOKEN).toHaveLength(40);
    expect(analysis?.INGEST_TOKEN).toBe(gateway?.INGEST_TOKEN);
  });
});
