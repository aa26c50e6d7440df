import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PolicyProblem } from '@apim/policy/sandbox/problem';
import ts from 'typescript';
import { installation, policyCompilerOptions } from './installation.ts';

const options: ts.CompilerOptions = {
  ...ts.convertCompilerOptionsFromJson(policyCompilerOptions, installation).options,
  typeRoots: [join(installation, 'node_modules/@types')],
};
const own = fileURLToPath(import.meta.url);

/** What TypeScript says of a policy and its test; modules of the platform are this command's own, wherever the folder is. */
export function typeCheck(folder: string): PolicyProblem[] {
  const files = ['policy.ts', 'policy.test.ts'].map((file) => join(folder, file)).filter(existsSync);
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, containing) =>
    names.map(({ text }) => {
      const from = /^(@apim\/|zod($|\/))/.test(text) ? own : containing;
      return ts.resolveModuleName(text, from, options, host);
    });
  const program = ts.createProgram(files, options, host);
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((diagnostic) => problemOf(diagnostic, file));
  });
}

function problemOf({ file, start = 0, messageText, code }: ts.Diagnostic, path: string): PolicyProblem {
  const { line, character } = file ? file.getLineAndCharacterOfPosition(start) : { line: 0, character: 0 };
  return {
    file: basename(path),
    line: line + 1,
    column: character + 1,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
    remedy: `correct the type (TypeScript ${code})`,
  };
}
