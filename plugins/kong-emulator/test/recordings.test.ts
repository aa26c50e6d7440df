import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginRegistry } from '../src/plugins/registry.ts';
import { differences, unplayable } from './differences.ts';
import { comparable } from './support/compare.ts';
import { pluginsOf, startReplay, type Replay } from './support/replay.ts';
import { Score } from './support/score.ts';
import { namesIn, present, readJson, unlessAbsent, type Behaviour } from './support/shared.ts';

/** The least share of the recorded cases under `behaviours` that must be reproduced. */
const leastShare = 0.95;

const files = ['behaviours', 'behaviours-extra'].flatMap((folder) =>
  namesIn(folder)
    .map((name) => ({
      name,
      folder,
      path: `${folder}/${name}.json`,
      behaviour: readJson<Behaviour>(`${folder}/${name}.json`),
    }))
    // Others hold measurements and notes.
    .filter(({ behaviour }) => Array.isArray(behaviour.cases)),
);

/** Why a file cannot be played; undefined where it can. */
function obstacle(behaviour: Behaviour): string | undefined {
  if (!(behaviour.declarative_config ?? behaviour.setup)) return 'its configuration is not recorded';
  const missing = [...pluginsOf(behaviour)].filter((plugin) => !pluginRegistry.has(plugin));
  return missing.length > 0 ? `the emulator has no ${missing.join(', ')}` : undefined;
}

describe.skipIf(!present)(`the answers of a real Kong 3.9.3${unlessAbsent}`, () => {
  const score = new Score();
  afterAll(() => {
    process.stdout.write(score.print());
  });

  for (const { folder, path, behaviour } of files) {
    const reason = obstacle(behaviour);
    if (reason === undefined) continue;
    score.add({ folder, path, passed: 0, total: behaviour.cases.length, note: reason });
    it.skip(`${path} (${reason})`);
  }

  describe.each(files.filter(({ behaviour }) => obstacle(behaviour) === undefined))(
    '$path',
    ({ name, folder, path, behaviour }) => {
      let replay: Replay;
      const cases = behaviour.cases
        .map((recorded, index) => ({ recorded, index }))
        .filter(({ recorded }) => recorded.response);
      const count = score.add({ folder, path, passed: 0, total: behaviour.cases.length });

      beforeAll(async () => {
        replay = await startReplay(
          path,
          name === 'forwarded-headers-trusted'
            ? { trustedIps: ['0.0.0.0/0', '::/0'], realIpHeader: 'X-Forwarded-For' }
            : {},
        );
      });
      afterAll(() => replay.close());

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
          count.passed += 1;
        });
      }
    },
  );

  it(`${leastShare * 100} of 100 recorded cases are reproduced, and every file is counted`, () => {
    const { passed, total } = score.sum('behaviours');
    expect(total).toBe(
      files
        .filter(({ folder }) => folder === 'behaviours')
        .reduce((sum, { behaviour }) => sum + behaviour.cases.length, 0),
    );
    expect(passed / total).toBeGreaterThanOrEqual(leastShare);
  });
});
