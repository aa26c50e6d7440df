import ts from 'typescript';
import { insteadOf } from './type-errors.ts';

const kind = ts.SyntaxKind;

/** What the dialect has: everything else is refused, whatever later versions of TypeScript add. */
export const admitted: ReadonlySet<ts.SyntaxKind> = new Set([
  ...[
    kind.FunctionDeclaration,
    kind.VariableStatement,
    kind.VariableDeclarationList,
    kind.VariableDeclaration,
  ],
  ...[kind.Parameter, kind.ArrowFunction, kind.FunctionExpression, kind.Block, kind.EmptyStatement],
  ...[kind.ExpressionStatement, kind.IfStatement, kind.WhileStatement, kind.DoStatement, kind.ForStatement],
  ...[kind.ForOfStatement, kind.ReturnStatement, kind.BreakStatement, kind.ContinueStatement],
  ...[kind.SwitchStatement, kind.CaseBlock, kind.CaseClause, kind.DefaultClause, kind.ThrowStatement],
  ...[kind.TryStatement, kind.CatchClause, kind.ObjectBindingPattern, kind.ArrayBindingPattern],
  ...[kind.BindingElement, kind.OmittedExpression, kind.Identifier, kind.StringLiteral, kind.NumericLiteral],
  ...[kind.NoSubstitutionTemplateLiteral, kind.TemplateExpression, kind.TemplateHead, kind.TemplateSpan],
  ...[kind.TemplateMiddle, kind.TemplateTail, kind.TrueKeyword, kind.FalseKeyword, kind.NullKeyword],
  ...[kind.ArrayLiteralExpression, kind.ObjectLiteralExpression, kind.PropertyAssignment],
  ...[kind.ShorthandPropertyAssignment, kind.ComputedPropertyName, kind.SpreadAssignment, kind.SpreadElement],
  ...[
    kind.PropertyAccessExpression,
    kind.ElementAccessExpression,
    kind.CallExpression,
    kind.QuestionDotToken,
  ],
  ...[kind.ParenthesizedExpression, kind.ConditionalExpression, kind.BinaryExpression, kind.TypeOfExpression],
  ...[kind.PrefixUnaryExpression, kind.PostfixUnaryExpression, kind.DeleteExpression, kind.AsExpression],
  ...[
    kind.SatisfiesExpression,
    kind.EqualsGreaterThanToken,
    kind.QuestionToken,
    kind.ColonToken,
    kind.DotDotDotToken,
  ],
  ...[kind.ExportKeyword, kind.ConstKeyword, kind.TypeAliasDeclaration, kind.InterfaceDeclaration],
]);

type Refusal = readonly [message: string, remedy: string];

const functions: Refusal = ['classes do not exist on the gateway', 'write functions and plain objects'];
const synchronous: Refusal = ['a handler cannot wait or yield', 'write it as one synchronous function'];
const methods: Refusal = [
  'an object cannot have methods, getters or setters',
  'write a function of its own and pass the object to it',
];

const refusals: Partial<Record<ts.SyntaxKind, Refusal>> = {
  [kind.ClassDeclaration]: functions,
  [kind.ClassExpression]: functions,
  [kind.NewExpression]: [
    'nothing can be constructed',
    'write plain objects and arrays; throw new Error(text) is possible',
  ],
  [kind.AwaitExpression]: synchronous,
  [kind.YieldExpression]: synchronous,
  [kind.AsyncKeyword]: synchronous,
  [kind.AsteriskToken]: synchronous,
  [kind.RegularExpressionLiteral]: [
    'regular expressions of JavaScript do not exist on the gateway',
    'give PCRE as a text, such as ctx.re.test(text, "^[a-z]+$")',
  ],
  [kind.ForInStatement]: [
    'the order of for … in differs',
    'write for (const name of Object.keys(object)), or for … of for an array',
  ],
  [kind.LabeledStatement]: [
    'labels do not exist on the gateway',
    'put the loop into a function and return from it',
  ],
  [kind.ThisKeyword]: ['there is no this', 'pass what the function needs as a parameter'],
  [kind.SuperKeyword]: functions,
  [kind.MethodDeclaration]: methods,
  [kind.GetAccessor]: methods,
  [kind.SetAccessor]: methods,
  [kind.EnumDeclaration]: ['enums are not translated', "write a union of texts, such as 'a' | 'b'"],
  [kind.ModuleDeclaration]: ['namespaces are not translated', 'write plain functions and constants'],
  [kind.VoidExpression]: ['void is not translated', 'write undefined'],
  [kind.BigIntLiteral]: [
    'numbers have 53 bits on the gateway',
    'write a number, or keep the digits as a text',
  ],
  [kind.TaggedTemplateExpression]: ['tagged templates are not translated', 'call a function with the values'],
  [kind.NonNullExpression]: [
    'a value that may be undefined is taken as given',
    'compare with undefined first, or give another value with ??',
  ],
  [kind.TypeAssertionExpression]: [
    'a cast would hide what a value is',
    'narrow it with typeof or ctx.json.isObject',
  ],
  [kind.ImportKeyword]: [
    'nothing can be loaded while a request is served',
    'write what it needs in this file',
  ],
  [kind.DebuggerStatement]: ['debugger is not translated', 'write ctx.log.debug(text)'],
};

export function refusal(node: ts.Node): Refusal {
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    const remedy = insteadOf(node.expression.text);
    if (remedy !== undefined) return [`${node.expression.text} does not exist on the gateway`, remedy];
  }
  return (
    refusals[node.kind] ?? [
      `${ts.SyntaxKind[node.kind]} is not part of the dialect`,
      'write it with plain statements',
    ]
  );
}

/** Operators that differ, or do not exist, in Lua. */
export const refusedOperators: Partial<Record<ts.SyntaxKind, Refusal>> = {
  ...Object.fromEntries(
    [
      kind.AmpersandToken,
      kind.BarToken,
      kind.CaretToken,
      kind.LessThanLessThanToken,
      kind.GreaterThanGreaterThanToken,
      kind.GreaterThanGreaterThanGreaterThanToken,
      kind.AmpersandEqualsToken,
      kind.BarEqualsToken,
      kind.CaretEqualsToken,
      kind.LessThanLessThanEqualsToken,
      kind.GreaterThanGreaterThanEqualsToken,
      kind.GreaterThanGreaterThanGreaterThanEqualsToken,
      kind.TildeToken,
    ].map((operator) => [
      operator,
      ['operators on bits do not exist on the gateway', 'use %, Math.floor and powers of two'] as const,
    ]),
  ),
  [kind.EqualsEqualsToken]: ['== converts, and so differs', 'write ==='],
  [kind.ExclamationEqualsToken]: ['!= converts, and so differs', 'write !=='],
  [kind.InKeyword]: ['in looks for names in another way', 'compare the member with undefined'],
  [kind.InstanceOfKeyword]: ['there are no classes', 'use typeof, Array.isArray or ctx.json.isObject'],
  [kind.CommaToken]: ['the comma operator is not translated', 'write two statements'],
  [kind.BarBarEqualsToken]: ['||= depends on what counts as false', 'write an if with a comparison'],
  [kind.AmpersandAmpersandEqualsToken]: [
    '&&= depends on what counts as true',
    'write an if with a comparison',
  ],
  [kind.QuestionQuestionEqualsToken]: ['??= is not translated', 'write a = a ?? b'],
  [kind.AsteriskAsteriskEqualsToken]: ['**= is not translated', 'write a = a ** b'],
  [kind.PlusToken]: ['a sign that converts differs', 'write Number(text)'],
};
