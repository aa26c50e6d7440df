import type ts from 'typescript';
import type { Finding } from './diagnostic.ts';
import type { Handler } from './find-handlers.ts';

export function checkDialect(
  _program: ts.Program,
  _source: ts.SourceFile,
  _handlers: readonly Handler[],
): Finding[] {
  return [];
}
