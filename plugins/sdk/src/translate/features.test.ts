import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { features } from '../../test/features.ts';
import { luaEngines } from '../../test/lua.ts';
import { bodiesProgram, bodyInNode, probeSource, translate } from '../../test/translated.ts';

const matrix = join(
  import.meta.dirname,
  '../../../../../shared/kong/behaviours-extra/tstl-feature-matrix.json',
);
const present = existsSync(matrix);
const body = '{"x":1}';

describe.skipIf(!present)(
  present
    ? 'the measured features of TypeScript'
    : 'the measured features (skipped: ../shared/kong is absent)',
  () => {
    it('are all told here', () => {
      const { results } = JSON.parse(readFileSync(matrix, 'utf8')) as { results: Record<string, unknown> };
      expect(Object.keys(results).filter((name) => features[name] === undefined)).toEqual([]);
    });
  },
);

const all = Object.entries(features).map(([name, feature]) => ({
  name,
  ...feature,
  source: probeSource(feature.code, feature.module),
}));
const refused = all.filter((feature) => feature.refused !== undefined);
const translated = all.filter((feature) => feature.refused === undefined);

describe('a feature that cannot be equal is refused with its line and a remedy', () => {
  it.each(refused.map((feature) => [feature.name, feature] as const))(
    '%s',
    (_name, { source, refused: why, module }) => {
      const result = translate(source);
      const found = 'diagnostics' in result ? result.diagnostics : [];
      expect(found.map(({ message, remedy }) => `${message}; ${remedy}`).join('\n')).toContain(why);
      const line = 8 + (module?.split('\n').length ?? 1);
      expect(found.map((diagnostic) => diagnostic.line)).toContain(line);
      expect(found.every(({ column, remedy }) => column > 0 && remedy !== '')).toBe(true);
    },
  );
});

describe('a feature that is translated gives in Lua what it gives in Node', () => {
  it.each(translated.map((feature) => [feature.name, feature] as const))(
    '%s is admitted',
    (_name, { source }) => {
      expect(translate(source)).not.toHaveProperty('diagnostics');
    },
  );

  const inNode = translated.map(({ name, source }) => [name, bodyInNode(source, body)]);
  for (const engine of luaEngines) {
    it.skipIf(!engine.present)(`in ${engine.name}`, async () => {
      const results = (
        await engine.run(bodiesProgram(translated.map(({ source }) => ({ source, body }))))
      ).split('\u0001');
      expect(translated.map(({ name }, index) => [name, results[index]])).toEqual(inNode);
    });
  }
});
