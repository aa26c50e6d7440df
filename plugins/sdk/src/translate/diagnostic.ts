import type ts from 'typescript';

/** Why a handler cannot be translated: where (line and column from 1), what it is, and what to write instead. */
export interface TranslateDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

/** A diagnostic ahead of its place in the file. */
export interface Finding {
  readonly node: ts.Node;
  readonly message: string;
  readonly remedy: string;
}

export function located(
  file: string,
  source: ts.SourceFile,
  at: number,
  message: string,
  remedy: string,
): TranslateDiagnostic {
  const { line, character } = source.getLineAndCharacterOfPosition(at);
  return { file, line: line + 1, column: character + 1, message, remedy };
}
