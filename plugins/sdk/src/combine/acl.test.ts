import { describe, expect, it } from 'vitest';
import { combineAcl } from './acl.ts';

describe('two policies of acl', () => {
  const hidden = { allow: ['api-1'], hide_groups_header: true };

  it('that ask for the same groups are one, which tells them when either needs it', () => {
    const told = { ...hidden, hide_groups_header: false };
    expect(combineAcl(hidden, told)).toEqual({ config: told });
    expect(combineAcl(told, hidden)).toEqual({ config: told });
    expect(combineAcl(hidden, hidden)).toEqual({ config: hidden });
  });

  it.each([{ allow: ['api-2'] }, { allow: ['api-1', 'api-2'] }, { deny: ['api-1'] }])(
    'never admit who is in the groups of one alone: %j',
    (other) => {
      expect(combineAcl(hidden, { hide_groups_header: true, ...other })).toEqual({
        conflict: expect.stringContaining('different groups'),
      });
    },
  );
});
