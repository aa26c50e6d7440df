import { below, inPlace, type SchemaNode } from './schema-node.ts';

/**
 * Where a node admits more than its schema, whatever turns its verdict around (`not`, the second match of `oneOf`, a condition, a
 * limit of `contains`) would refuse valid values. So that is left out as well.
 */
export function weaken(nodes: readonly SchemaNode[], weak: Set<SchemaNode>): void {
  if (weak.size === 0) return;
  const isWeak = (index: number | undefined): boolean => {
    const node = index === undefined ? undefined : nodes[index - 1];
    return node !== undefined && weak.has(node);
  };
  for (let grown = true; grown;) {
    grown = false;
    for (const node of nodes) {
      if (weak.has(node) || ![...inPlace(node), ...below(node)].some((index) => isWeak(index))) continue;
      weak.add(node);
      grown = true;
    }
  }
  for (const node of weak) {
    if (isWeak(node.no)) delete node.no;
    if (node.one?.some((index) => isWeak(index))) {
      // Beside an anyOf both would be needed; fewer rules admit more.
      node.any ??= node.one;
      delete node.one;
    }
    if (isWeak(node.cond?.if)) delete node.cond;
    if (isWeak(node.arr?.contains)) delete node.arr?.atMost;
  }
}
