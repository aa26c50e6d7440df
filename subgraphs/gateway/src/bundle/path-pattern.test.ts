import { describe, expect, it } from 'vitest';
import { regexPathOf, regexPriorityOf, routeTemplate } from './path-pattern.ts';

/** Kong anchors a regex path at the start. */
const matches = (basePath: string, path: string, requested: string): boolean =>
  new RegExp(`^${regexPathOf(basePath, path).slice(1)}`).test(requested);

describe('an operation’s route', () => {
  it.each([
    ['/a/b', '/x/a/b', true],
    ['/a/b', '/x/a/b/', false],
    ['/a/b', '/x/a/b/c', false],
    ['/a/b', '/y/x/a/b', false],
    ['/a.b', '/x/aXb', false],
    ['/a/{id}', '/x/a/1', true],
    ['/a/{id}', '/x/a/1/2', false],
    ['/a/{id}', '/x/a/', false],
    ['/{from}..{to}', '/x/1..2', true],
    ['/{from}..{to}', '/x/1xx2', false],
    ['/a(b)*[c]|d', '/x/a(b)*%5Bc%5D%7Cd', true],
    ['/', '/x/', true],
    ['/a b/{id}', '/x/a%20b/1', true],
    ['/a%20b', '/x/a%20b', true],
    ['/#Action=List', '/x/', true],
    ['/list?kind={kind}', '/x/list', true],
  ])('of %s matches %s: %s', (path, requested, expected) => {
    expect(matches('/x', path, requested)).toBe(expected);
  });

  it('has capture names that Kong takes, each once, however long or odd the parameters are', () => {
    const long = 'a'.repeat(60);
    const path = `/{${long}1}/{${long}2}/{order-id}/{order.id}/{order_id}/{1st}/{日本}/{}`;
    const names = [...regexPathOf('/x', path).matchAll(/\(\?<([^>]*)>/g)].map(([, name]) => name as string);
    expect(names).toHaveLength(8);
    expect(new Set(names).size).toBe(8);
    for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,31}$/);
    expect(names).toEqual([...regexPathOf('/x', path).matchAll(/\(\?<([^>]*)>/g)].map(([, name]) => name));
  });

  it('is ranked: from the left, literal ahead of mixed ahead of a parameter, within what Kong keeps', () => {
    const ranked = [
      '/a/b/c',
      '/a/b/{c}',
      '/a/{b}.json/c',
      '/a/{b}/c',
      '/a/{b}/{c}',
      '/{a}/b/c',
      '/{a}/{b}/{c}',
    ];
    const priorities = ranked.map(regexPriorityOf);
    expect(priorities).toEqual([...priorities].sort((left, right) => right - left));
    expect(new Set(priorities).size).toBe(ranked.length);
    expect(regexPriorityOf('/a'.repeat(40))).toBeLessThan(2 ** 31);
  });

  it('shares its template with paths that match the same requests', () => {
    expect(routeTemplate('/a/{id}')).toBe(routeTemplate('/a/{name}'));
    expect(routeTemplate('/a/{id}')).not.toBe(routeTemplate('/a/id'));
  });
});
