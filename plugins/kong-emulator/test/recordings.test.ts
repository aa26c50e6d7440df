import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginRegistry } from '../src/plugins/registry.ts';
import { differences, unplayable } from './differences.ts';
import { comparable } from './support/compare.ts';
import { pluginsOf, startReplay, type Replay } from './support/replay.ts';
import { namesIn, present, readJson, unlessAbsent, type Behaviour } from './support/shared.ts';

const files = ['behaviours', 'behaviours-extra'].flatMap((folder) =>
  namesIn(folder)
    .map((name) => ({
      name,
      path: `${folder}/${name}.json`,
      behaviour: readJson<Behaviour>(`${folder}/${name}.json`),
    }))
    .filter(({ behaviour }) => {
      if (!(behaviour.declarative_config ?? behaviour.setup) || !Array.isArray(behaviour.cases)) return false;
      return [...pluginsOf(behaviour)].every((plugin) => pluginRegistry.has(plugin));
    }),
);

describe.skipIf(!present)(`the answers of a real Kong 3.9.3${unlessAbsent}`, () => {
  const score: string[] = [];
  afterAll(() => {
    process.stdout.write(`\nrecorded cases reproduced:\n${score.join('\n')}\n`);
  });

  describe.each(files)('$path', ({ name, path, behaviour }) => {
    let replay: Replay;
    let passed = 0;
    const cases = behaviour.cases
      .map((recorded, index) => ({ recorded, index }))
      .filter(({ recorded }) => recorded.response);
    const total = behaviour.cases.length;

    beforeAll(async () => {
      replay = await startReplay(
        path,
        name === 'forwarded-headers-trusted'
          ? { trustedIps: ['0.0.0.0/0', '::/0'], realIpHeader: 'X-Forwarded-For' }
          : {},
      );
    });
    afterAll(async () => {
      await replay.close();
      score.push(`  ${path}: ${passed} of ${total}`);
    });

    for (const { recorded, index } of cases) {
      const key = `${name}: ${recorded.name}`;
      const difference = differences[key];
      const reason = unplayable[key];
      if (reason !== undefined) {
        it.skip(`${recorded.name} (${reason})`);
        continue;
      }
      const title = difference === undefined ? recorded.name : `${recorded.name} differs: ${difference}`;
      // A listed difference still sends its request: later cases count on what it does.
      it(title, async () => {
        const moved = replay.behaviour.cases[index];
        if (!moved) throw new Error('no such case');
        const answer = await replay.send(moved).catch(() => ({ status: -1, headers: [], body: '' }));
        if (difference !== undefined) {
          expect(comparable(answer)).not.toEqual(comparable(replay.expected(moved)));
          return;
        }
        expect(comparable(answer)).toEqual(comparable(replay.expected(moved)));
        passed += 1;
      });
    }
  });
});
