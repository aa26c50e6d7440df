import ts from 'typescript';

/** What kinds of values a type may hold, as far as translation and checks tell them apart. */
export interface Kinds {
  readonly any: boolean;
  readonly string: boolean;
  readonly number: boolean;
  readonly boolean: boolean;
  readonly null: boolean;
  readonly undefined: boolean;
  readonly array: boolean;
  /** Objects and functions that are no arrays. */
  readonly object: boolean;
}

export function kindsOf(type: ts.Type, checker: ts.TypeChecker): Kinds {
  const kinds = {
    any: false,
    string: false,
    number: false,
    boolean: false,
    null: false,
    undefined: false,
    array: false,
    object: false,
  };
  const visit = (part: ts.Type): void => {
    const { flags } = part;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) kinds.any = true;
    else if (part.isUnion()) part.types.forEach(visit);
    else if (flags & ts.TypeFlags.StringLike) kinds.string = true;
    else if (flags & ts.TypeFlags.NumberLike) kinds.number = true;
    else if (flags & ts.TypeFlags.BooleanLike) kinds.boolean = true;
    else if (flags & ts.TypeFlags.Null) kinds.null = true;
    else if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) kinds.undefined = true;
    else if (flags & (ts.TypeFlags.TypeParameter | ts.TypeFlags.Instantiable)) {
      const constraint = checker.getBaseConstraintOfType(part);
      if (constraint === undefined || constraint === part) kinds.any = true;
      else visit(constraint);
    } else if (checker.isArrayType(part) || checker.isTupleType(part)) kinds.array = true;
    else if (part.isIntersection()) visitIntersection(part);
    else if (!(flags & ts.TypeFlags.Never)) kinds.object = true;
  };
  const visitIntersection = (part: ts.IntersectionType): void => {
    const primitive = part.types.find(
      ({ flags }) => flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike),
    );
    const array = part.types.find((item) => checker.isArrayType(item) || checker.isTupleType(item));
    if (primitive) visit(primitive);
    else if (array) visit(array);
    else kinds.object = true;
  };
  visit(type);
  return kinds;
}

/** The kinds of what an expression gives. */
export function kindsAt(node: ts.Node, checker: ts.TypeChecker): Kinds {
  return kindsOf(checker.getTypeAtLocation(node), checker);
}

/** Whether it holds nothing but the kinds named; at least one of them. */
export function isOnly(kinds: Kinds, ...allowed: (keyof Kinds)[]): boolean {
  const held = (Object.keys(kinds) as (keyof Kinds)[]).filter((kind) => kinds[kind]);
  return held.length > 0 && held.every((kind) => allowed.includes(kind));
}

/** The interface of the dialect's library that a declaration stands in, such as `String`; empty for its plain functions. */
export function libraryOwner(declaration: ts.Node | undefined): string | undefined {
  if (declaration?.getSourceFile().fileName !== '/lib.d.ts') return undefined;
  return ts.isInterfaceDeclaration(declaration.parent) ? declaration.parent.name.text : '';
}

/** An expression without the parentheses around it. */
export function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? bare(node.expression) : node;
}
