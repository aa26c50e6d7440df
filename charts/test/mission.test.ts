import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { podsOf, render, tools, type Manifest } from './helm.ts';

const mission = new URL('../../../shared/mission.md', import.meta.url);
const reason = existsSync(mission) ? tools.reason : '../shared/mission.md is absent';
const consoleAbsent = 'deploy-apim-tenant-manager-console';

/** Rows of the management node group: deployment names, and CPU, memory and storage of each. */
function readTable(): { name: string; cpu: string; memory: string; storage?: string }[] {
  const text = readFileSync(mission, 'utf8');
  const table = text.split('## Management node group')[1]?.split('\n## ')[0] ?? '';
  return table.split('\n').flatMap((line) => {
    const [, component = '', , cpus = '', memories = '', storages = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    const names = [...component.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!);
    const [cpu, memory, storage] = [cpus, memories, storages].map((cell) =>
      cell.split('/').map((part) => part.trim()),
    );
    return names.map((name, index) => ({
      name: name.startsWith('-') ? `${names[0]!.replace(/-\w+$/, '')}${name}` : name,
      cpu: cpu![index]!,
      memory: memory![index]!,
      storage: storage![index]?.replace(/^(\d+) GB$/, '$1Gi'),
    }));
  });
}

describe.skipIf(reason !== undefined)(
  `the defaults of the chart apim${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let manifests: Manifest[];

    beforeAll(async () => {
      manifests = await render('apim');
    });

    it.each(reason === undefined ? readTable().filter(({ name }) => name !== consoleAbsent) : [])(
      '$name has $cpu, $memory, $storage',
      ({ name, cpu, memory, storage }) => {
        const pods = podsOf(manifests).filter(([pod]) => pod === name || pod === `${name}-public`);
        const amounts = pods.flatMap(([, { containers }]) =>
          containers.map(({ resources }) => resources.requests),
        );
        const sum = (unit: 'cpu' | 'memory') =>
          amounts.reduce((total, amount) => total + parseInt(amount[unit]), 0);
        expect([sum('cpu'), sum('memory')]).toEqual([parseInt(cpu), parseInt(memory)]);
        const claims = manifests
          .filter(({ metadata }) => metadata.name === name)
          .flatMap(({ spec }) => [
            spec?.resources,
            ...(spec?.volumeClaimTemplates ?? []).map((claim) => claim.spec.resources),
          ])
          .flatMap((resources) => resources?.requests.storage ?? []);
        expect(claims).toEqual(storage && storage !== '-' ? [storage] : []);
      },
    );
  },
);
