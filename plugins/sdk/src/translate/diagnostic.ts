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
  /** Where it is, when that is not where the node starts. */
  readonly at?: number;
  readonly message: string;
  readonly remedy: string;
}

/** `pathOf` gives the path that the author knows a file by. */
export function located(
  { node, at: place, message, remedy }: Finding,
  pathOf: (source: ts.SourceFile) => string,
): TranslateDiagnostic {
  const source = node.getSourceFile();
  const at = place ?? (node === source ? 0 : node.getStart(source));
  const { line, character } = source.getLineAndCharacterOfPosition(at);
  return { file: pathOf(source), line: line + 1, column: character + 1, message, remedy };
}
