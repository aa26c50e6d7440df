import { expect, it } from 'vitest';
import { localPath } from './return-path.ts';

it.each(['/', '/projects/demo', '/apis/shop?tab=usage#top', '/a%20b', '/search?q=a//b', '/caf%C3%A9'])(
  'after the log-in %s is where it goes',
  (path) => {
    expect(localPath(path)).toBe(path);
  },
);

it.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/%2f%2fevil.example/..',
  '/%2Fevil.example',
  '/%252Fevil.example',
  '/%5cevil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e%2e//evil.example',
  '/a/..//evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  '@evil.example',
  ' //evil.example',
  'evil.example',
  '/%',
  '',
  undefined,
  ['/', '//evil.example'],
  `/${'a'.repeat(5_000)}`,
])('after the log-in %j leads to the start page', (path) => {
  expect(localPath(path)).toBe('/');
});
