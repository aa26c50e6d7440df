import { describe, expect, it } from 'vitest';
import { explanationText, type Step } from './explain-text.ts';

const step = (more: Partial<Step> = {}): Step => ({
  order: 1,
  phase: 'access',
  plugin: 'rate-limiting',
  policy: 'rate-limit',
  origin: { kind: 'API', id: '1' },
  relation: 'INHERITED',
  shadowed: false,
  summary: 'Admits 5 a minute',
  configuration: {},
  ...more,
});

describe('an explanation', () => {
  it('tells operations with the same steps together, others apart', () => {
    const text = explanationText({
      operations: [
        { key: 'GET /a', steps: [step()] },
        { key: 'GET /b', steps: [step({ origin: { kind: 'OPERATION', id: '2' }, relation: 'OWN' })] },
        { key: 'GET /c', steps: [step()] },
      ],
      diagnostics: [],
    });
    expect(text).toMatch(
      /^GET \/a\nGET \/c\n {2}#.*\n {2}1 .* api .*\n\nGET \/b\n {2}#.*\n {2}1 .* operation /,
    );
  });

  it('says of hundreds of like operations how many there are', () => {
    const operations = Array.from({ length: 500 }, (_, index) => ({ key: `GET /${index}`, steps: [step()] }));
    const text = explanationText({ operations, diagnostics: [] });
    expect(text).toContain('… and 480 more');
    expect(text.split('\n').length).toBeLessThan(30);
  });

  it('says what was merged, overridden or shadowed', () => {
    const steps = [step({ relation: 'MERGED' }), step({ order: 2, shadowed: true })];
    const text = explanationText({ operations: [{ key: 'GET /a', steps }], diagnostics: [] });
    expect(text).toMatch(/ api, merged .*\n.* api, shadowed /);
  });

  it('says that nothing runs, and that there is no operation', () => {
    expect(explanationText({ operations: [{ key: 'GET /a', steps: [] }], diagnostics: [] })).toMatch(
      /nothing runs/,
    );
    expect(explanationText({ operations: [], diagnostics: [] })).toBe('The API has no operation.');
  });
});
