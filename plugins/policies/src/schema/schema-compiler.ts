import type { JsonSchema } from '@apim/sdk';
import {
  compileAlternatives,
  compileArray,
  compileNumber,
  compileObject,
  compileString,
} from './compile-keywords.ts';
import { readOnlyNames } from './read-only.ts';
import { weaken } from './weaken.ts';
import { inPlace, type SchemaNode } from './schema-node.ts';

export interface SchemaProblem {
  /** Where in the operation's description, such as `body/items`. */
  readonly at: string;
  readonly message: string;
}

type SchemaObject = Readonly<Record<string, unknown>>;

const maximumNodes = 5_000;

/** What keywords are compiled with. */
export interface CompileScope {
  /** The index of a schema's node. `at` is where it stands. */
  add(schema: unknown, at: string): number;
  /** Tells of what cannot be checked; the node then admits more than its schema. */
  refuse(node: SchemaNode, at: string, message: string): void;
}

/**
 * Compiles schemas of one operation to nodes that share what they refer to. What cannot be checked becomes a problem, and is
 * left out in a way that never refuses more than the schema does.
 */
export class SchemaCompiler implements CompileScope {
  readonly nodes: SchemaNode[] = [];
  readonly problems: SchemaProblem[] = [];
  private readonly named = new Map<string, number>();
  private readonly weak = new Set<SchemaNode>();

  constructor(private readonly definitions: Readonly<Record<string, JsonSchema>>) {}

  /** The node of a schema whose `required` leaves out what is read-only here or in `readOnly`. */
  add(schema: unknown, at: string, readOnly: ReadonlySet<string> = new Set()): number {
    const node: SchemaNode = {};
    const index = this.nodes.push(node);
    if (index > maximumNodes) {
      throw new Error(
        `the schemas of one operation have more than ${maximumNodes} parts; split or simplify them`,
      );
    }
    this.fill(node, schema, at, readOnly);
    return index;
  }

  refuse(node: SchemaNode, at: string, message: string): void {
    this.weak.add(node);
    this.problems.push({ at, message });
  }

  /** The nodes, once everything was added. */
  finish(): readonly SchemaNode[] {
    for (const [name, index] of this.named) {
      const node = this.nodes[index - 1];
      if (node && this.reachesItself(index)) {
        this.refuse(node, `schemas/${name}`, 'contains itself without end');
        for (const key of Object.keys(node)) delete node[key as keyof SchemaNode];
      }
    }
    weaken(this.nodes, this.weak);
    return this.nodes;
  }

  private fill(node: SchemaNode, schema: unknown, at: string, inherited: ReadonlySet<string>): void {
    if (schema === true) return;
    if (schema === false) {
      node.never = true;
      return;
    }
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      this.refuse(node, at, 'is no schema');
      return;
    }
    const own = schema as SchemaObject;
    const readOnly = new Set([...inherited, ...readOnlyNames(own, this.definitions)]);
    if (typeof own['$ref'] === 'string') node.ref = this.reference(node, own['$ref'], at, readOnly);
    const all = own['allOf'];
    if (Array.isArray(all))
      node.all = all.map((part, index) => this.add(part, `${at}/allOf/${index}`, readOnly));
    compileAlternatives(this, node, own, at, (reference) => this.named.get(keyOf(reference, new Set())));
    compileString(this, node, own, at);
    compileNumber(this, node, own, at);
    compileArray(this, node, own, at);
    compileObject(this, node, own, at, readOnly);
  }

  private reference(
    node: SchemaNode,
    reference: string,
    at: string,
    readOnly: ReadonlySet<string>,
  ): number | undefined {
    const name = /^#\/schemas\/(.+)$/.exec(reference)?.[1];
    const schema =
      name !== undefined && Object.hasOwn(this.definitions, name) ? this.definitions[name] : undefined;
    if (name === undefined || schema === undefined) {
      this.refuse(node, at, 'refers to a schema that is not there');
      return undefined;
    }
    const key = keyOf(reference, readOnly);
    const known = this.named.get(key);
    if (known !== undefined) return known;
    const target: SchemaNode = {};
    const index = this.nodes.push(target);
    this.named.set(key, index);
    this.fill(target, schema, `schemas/${name}`, readOnly);
    return index;
  }

  /** Whether judging a value leads back to the same node with the same value. */
  private reachesItself(start: number): boolean {
    const seen = new Set<number>();
    const stack = [start];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      for (const next of inPlace(this.nodes[index - 1] ?? {})) {
        if (next === start) return true;
        if (!seen.has(next)) stack.push(next);
        seen.add(next);
      }
    }
    return false;
  }
}

const keyOf = (reference: string, readOnly: ReadonlySet<string>): string =>
  [reference, ...[...readOnly].sort()].join('\0');
