/** What a validator on the gateway needs of one schema; numbers name other nodes, from 1. Absent members say nothing. */
export interface SchemaNode {
  /** Nothing is valid. */
  never?: true;
  types?: Record<string, true>;
  /** JSON texts. */
  enum?: string[];
  ref?: number;
  all?: number[];
  any?: number[];
  one?: number[];
  no?: number;
  cond?: { if: number; then?: number; else?: number };
  /** Which alternative to report on, by the value of a property. */
  pick?: { property: string; by: Record<string, number> };
  str?: { min?: number; max?: number; pattern?: string; format?: string };
  num?: {
    min?: number;
    max?: number;
    above?: number;
    below?: number;
    step?: number;
    format?: string;
  };
  arr?: {
    min?: number;
    max?: number;
    unique?: true;
    prefix?: number[];
    items?: number;
    contains?: number;
    atLeast?: number;
    atMost?: number;
  };
  obj?: {
    min?: number;
    max?: number;
    required?: string[];
    props?: Record<string, number>;
    patterns?: { pattern: string; node: number }[];
    rest?: number;
    names?: number;
    needs?: Record<string, string[]>;
    schemas?: Record<string, number>;
  };
}

/** Nodes that judge the same value as this one. */
export function inPlace(node: SchemaNode): number[] {
  const { ref, all = [], any = [], one = [], no, cond, obj } = node;
  return [
    ref,
    ...all,
    ...any,
    ...one,
    no,
    cond?.if,
    cond?.then,
    cond?.else,
    ...Object.values(obj?.schemas ?? {}),
  ].filter((index) => index !== undefined);
}

/** Nodes that judge parts of the value. */
export function below({ arr, obj }: SchemaNode): number[] {
  return [
    ...(arr?.prefix ?? []),
    arr?.items,
    arr?.contains,
    ...Object.values(obj?.props ?? {}),
    ...(obj?.patterns ?? []).map(({ node }) => node),
    obj?.rest,
    obj?.names,
  ].filter((index) => index !== undefined);
}
