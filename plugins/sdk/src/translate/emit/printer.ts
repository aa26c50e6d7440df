import type ts from 'typescript';
import * as tstl from 'typescript-to-lua';

/**
 * Prints Lua in which members are read through our runtime: whatever a type was made to say, nothing reaches the functions that
 * Lua's texts have as members. Throws on a method call, which would.
 */
class GuardedPrinter extends tstl.LuaPrinter {
  override printTableIndexExpression(expression: tstl.TableIndexExpression) {
    const { table, index } = expression;
    const isElement = tstl.isNumericLiteral(index) || tstl.isBinaryExpression(index);
    const isExport = tstl.isIdentifier(table) && /^____exports\d*$/.test(table.text);
    if (isElement || isExport) return super.printTableIndexExpression(expression);
    const parts = ['__get(', this.printExpression(table), ', ', this.printExpression(index), ')'];
    return this.createSourceNode(expression, parts);
  }

  override printMethodCallExpression(): never {
    throw new Error('a method of Lua was called');
  }
}

export function printLua(program: ts.Program, fileName: string, file: tstl.File): string {
  const host = { getCurrentDirectory: () => '/' } as tstl.EmitHost;
  return new GuardedPrinter(host, program, fileName).print(file).code.replace(/^--\[\[.*\]\]\n/, '');
}
