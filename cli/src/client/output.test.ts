import { describe, expect, it } from 'vitest';
import { table } from './output.ts';

describe('a table', () => {
  const rows = [['GET', 'one two three four five six seven']];

  it('is one line a row where nobody says how wide the terminal is', () => {
    expect(table(['method', 'text'], rows, undefined)).toBe(
      'method  text\nGET     one two three four five six seven',
    );
  });

  it('keeps its last column in itself on a terminal', () => {
    expect(table(['method', 'text'], rows, 30)).toBe(
      'method  text\nGET     one two three four\n        five six seven',
    );
  });

  it('leaves a word that is too long, and a terminal that is too narrow, alone', () => {
    expect(table(['a', 'b'], [['x', 'y'.repeat(40)]], 30)).toBe(`a  b\nx  ${'y'.repeat(40)}`);
    expect(table(['method', 'text'], rows, 20)).toBe(table(['method', 'text'], rows, undefined));
  });

  it('without rows says so', () => expect(table(['a'], [])).toBe('none'));

  it('is not forged by line breaks in values', () => {
    expect(table(['a', 'b'], [['x\ny', 'z\r\u001b[2J']], undefined).split('\n')).toHaveLength(2);
  });
});
