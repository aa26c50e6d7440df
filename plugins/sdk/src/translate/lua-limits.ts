import type luaparse from 'luaparse';

/** Lua 5.1 has 200 locals a function, and LuaJIT 60 locals of others that a function may use; some room is kept. */
const mostLocals = 180;
const mostOuter = 58;
/** Lua reads 200 levels of expressions and blocks. */
const deepest = 150;

type Node = luaparse.Node | luaparse.Chunk;

interface Scope {
  readonly names: Set<string>;
  readonly owner: Owner;
}

/** A function: what it uses of functions around it. */
interface Owner {
  readonly outer: Set<string>;
  readonly depth: number;
}

/** Which limit of Lua a chunk breaks, if any. `globals` are names that are no locals of a chunk around it either. */
export function brokenLimit(
  chunk: luaparse.Chunk,
  globals: ReadonlySet<string>,
): 'locals' | 'outer' | 'depth' | undefined {
  const walk = new Walk(globals);
  walk.function(chunk.body, []);
  return walk.broken;
}

class Walk {
  broken: 'locals' | 'outer' | 'depth' | undefined;
  readonly #globals: ReadonlySet<string>;
  readonly #scopes: Scope[] = [];
  readonly #owners: Owner[] = [];
  #depth = 0;

  constructor(globals: ReadonlySet<string>) {
    this.#globals = globals;
  }

  function(body: readonly luaparse.Statement[], parameters: readonly string[]): void {
    this.#owners.push({ outer: new Set(), depth: this.#owners.length });
    this.#block(body, parameters);
    const owner = this.#owners.pop();
    if (owner && owner.depth > 0 && owner.outer.size > mostOuter) this.broken ??= 'outer';
  }

  #block(body: readonly luaparse.Statement[], names: readonly string[]): void {
    const owner = this.#owners.at(-1) as Owner;
    this.#scopes.push({ names: new Set(), owner });
    this.#declare(names);
    for (const statement of body) this.#visit(statement);
    this.#scopes.pop();
  }

  #declare(names: readonly string[]): void {
    const scope = this.#scopes.at(-1) as Scope;
    for (const name of names) scope.names.add(name);
    const active = this.#scopes
      .filter(({ owner }) => owner === scope.owner)
      .reduce((sum, one) => sum + one.names.size, 0);
    if (active > mostLocals) this.broken ??= 'locals';
  }

  #use(name: string): void {
    const scope = this.#scopes.findLast(({ names }) => names.has(name));
    if (scope === undefined && this.#globals.has(name)) return;
    const depth = scope?.owner.depth ?? -1;
    for (const owner of this.#owners) if (owner.depth > depth) owner.outer.add(name);
  }

  #visit(node: Node): void {
    this.#depth += 1;
    if (this.#depth > deepest) this.broken ??= 'depth';
    else this.#inside(node);
    this.#depth -= 1;
  }

  #inside(node: Node): void {
    switch (node.type) {
      case 'Identifier':
        this.#use(node.name);
        return;
      case 'LocalStatement':
        node.init.forEach((value) => this.#visit(value));
        this.#declare(node.variables.map(({ name }) => name));
        return;
      case 'FunctionDeclaration': {
        const { identifier } = node;
        if (identifier?.type === 'Identifier' && node.isLocal) this.#declare([identifier.name]);
        else if (identifier) this.#visit(identifier);
        this.function(
          node.body,
          node.parameters.flatMap((parameter) => (parameter.type === 'Identifier' ? [parameter.name] : [])),
        );
        return;
      }
      case 'ForNumericStatement':
        [node.start, node.end, ...(node.step ? [node.step] : [])].forEach((value) => this.#visit(value));
        this.#block(node.body, [node.variable.name, '(for)', '(limit)', '(step)']);
        return;
      case 'ForGenericStatement':
        node.iterators.forEach((value) => this.#visit(value));
        this.#block(node.body, [...node.variables.map(({ name }) => name), '(for)', '(state)', '(control)']);
        return;
      case 'MemberExpression':
        this.#visit(node.base);
        return;
      case 'TableKeyString':
        this.#visit(node.value);
        return;
      default:
        this.#children(node);
    }
  }

  #children(node: Node): void {
    if ('body' in node && Array.isArray(node.body)) {
      if ('condition' in node) this.#visit(node.condition);
      this.#block(node.body, []);
      return;
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child === 'object' && child !== null && 'type' in child) this.#visit(child as Node);
      }
    }
  }
}
