import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** One `@skip` or `@include` over a variable; constants are resolved when the shape is made. */
export interface Condition {
  variable: string;
  expected: boolean;
}

interface Occurrence {
  selectionSet: SelectionSetNode;
  conditions: readonly Condition[];
}

export interface FieldShape {
  /** The response key. */
  key: string;
  name: string;
  type: GraphQLOutputType;
  /** Shape of what is below, for fields of composite types. */
  below: Shape | undefined;
  nodes: FieldNode[];
  /** The field is there when all conditions of any alternative hold; absent when it always is. */
  alternatives: (readonly Condition[])[] | undefined;
}

/** The fields that a client asked for at one place of its query, by the type of the object found there. */
export class Shape {
  readonly #byType = new Map<string, FieldShape[]>();

  constructor(
    readonly schema: GraphQLSchema,
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly occurrences: Occurrence[],
  ) {}

  /** In the order of the query, each response key once. */
  fieldsOf(type: GraphQLCompositeType): FieldShape[] {
    let fields = this.#byType.get(type.name);
    if (!fields) this.#byType.set(type.name, (fields = this.#collect(type)));
    return fields;
  }

  #collect(type: GraphQLCompositeType): FieldShape[] {
    const fields = new Map<string, FieldShape>();
    for (const { selectionSet, conditions } of this.occurrences) {
      this.#collectFrom(selectionSet, type, conditions, fields);
    }
    return [...fields.values()];
  }

  #collectFrom(
    { selections }: SelectionSetNode,
    type: GraphQLCompositeType,
    inherited: readonly Condition[],
    fields: Map<string, FieldShape>,
  ): void {
    for (const selection of selections) {
      const conditions = conditionsOf(selection.directives, inherited);
      if (!conditions) continue;
      if (selection.kind === Kind.FIELD) {
        this.#add(selection, type, conditions, fields);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      if (!fragment || !applies(this.schema, fragment.typeCondition?.name.value, type)) continue;
      this.#collectFrom(fragment.selectionSet, type, conditions, fields);
    }
  }

  #add(
    node: FieldNode,
    parent: GraphQLCompositeType,
    conditions: readonly Condition[],
    fields: Map<string, FieldShape>,
  ): void {
    const key = (node.alias ?? node.name).value;
    let field = fields.get(key);
    if (!field) {
      const definition = fieldOf(this.schema, parent, node.name.value);
      if (!definition) return;
      const below = isCompositeType(getNamedType(definition.type))
        ? new Shape(this.schema, this.fragments, [])
        : undefined;
      const { type, name } = definition;
      field = { key, name, type, below, nodes: [], alternatives: [] };
      fields.set(key, field);
    }
    field.nodes.push(node);
    if (conditions.length === 0) field.alternatives = undefined;
    else field.alternatives?.push(conditions);
    if (node.selectionSet) field.below?.occurrences.push({ selectionSet: node.selectionSet, conditions });
  }
}

function fieldOf(schema: GraphQLSchema, parent: GraphQLCompositeType, name: string) {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isUnionType(parent) ? undefined : parent.getFields()[name];
}

/** Whether objects of a type are meant by a fragment's type condition. */
function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  if (!isAbstractType(conditional)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(conditional, type);
}

/** The inherited conditions and a selection's own; undefined when it is never there. */
function conditionsOf(
  directives: readonly DirectiveNode[] | undefined,
  inherited: readonly Condition[],
): readonly Condition[] | undefined {
  if (!directives?.length) return inherited;
  const conditions = [...inherited];
  for (const directive of directives) {
    const isSkip = directive.name.value === GraphQLSkipDirective.name;
    if (!isSkip && directive.name.value !== GraphQLIncludeDirective.name) continue;
    const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, expected: !isSkip });
    else if (
      getDirectiveValues(isSkip ? GraphQLSkipDirective : GraphQLIncludeDirective, { directives })?.if ===
      isSkip
    )
      return undefined;
  }
  return conditions;
}

/** Whether a field is there under the values of the variables. */
export function isIncluded({ alternatives }: FieldShape, variables: Record<string, unknown>): boolean {
  if (!alternatives) return true;
  return alternatives.some((conditions) =>
    conditions.every(({ variable, expected }) => variables[variable] === expected),
  );
}
