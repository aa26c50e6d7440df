import { expect, it } from 'vitest';
import { authenticationConflict } from './authentication.ts';

it('one plugin says who calls, others join it', () => {
  expect(authenticationConflict(['acl', 'key-auth'], 'basic-auth')).toEqual({
    rival: 'key-auth',
    conflict: expect.stringContaining('key-auth and basic-auth'),
  });
  expect(authenticationConflict(['acl', 'key-auth'], 'key-auth')).toBeUndefined();
  expect(authenticationConflict(['acl', 'rate-limiting'], 'jwt')).toBeUndefined();
  expect(authenticationConflict(['jwt'], 'ip-restriction')).toBeUndefined();
});
