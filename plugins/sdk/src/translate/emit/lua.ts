import * as tstl from 'typescript-to-lua';

/** A reference to a local of our runtime. */
export const runtime = (name: `__${string}`): tstl.Identifier => tstl.createIdentifier(name);

export const call = (name: `__${string}`, ...args: tstl.Expression[]): tstl.CallExpression =>
  tstl.createCallExpression(runtime(name), args);

export const text = (value: string): tstl.StringLiteral => tstl.createStringLiteral(value);

/** What a loop and a function do first: one step of the budget. */
export function step(): tstl.Statement[] {
  const steps = runtime('__steps');
  return [
    tstl.createAssignmentStatement(
      steps,
      tstl.createBinaryExpression(steps, tstl.createNumericLiteral(1), tstl.SyntaxKind.SubtractionOperator),
    ),
    tstl.createIfStatement(
      tstl.createBinaryExpression(steps, tstl.createNumericLiteral(0), tstl.SyntaxKind.LessThanOperator),
      tstl.createBlock([tstl.createExpressionStatement(call('__over'))]),
    ),
  ];
}
