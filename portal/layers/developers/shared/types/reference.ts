/** A schema ready to be shown: references resolved as far as the budget reached, texts as safe HTML. */
export interface SchemaView {
  /** Such as `string (date-time)` or `array of Customer`. */
  type: string;
  description?: string;
  constraints: string[];
  values?: string[];
  properties?: PropertyView[];
  variants?: { kind: 'one of' | 'any of'; of: SchemaView[] };
  /** Why its inside is not shown. */
  cut?: 'recursive' | 'deep';
}

export interface PropertyView {
  name: string;
  isRequired: boolean;
  schema: SchemaView;
}

export interface ParameterView extends PropertyView {
  place: string;
}

export interface ContentView {
  mediaType: string;
  schema?: SchemaView;
  example?: string;
}

export interface ResponseView {
  status: string;
  description?: string;
  contents: ContentView[];
}

/** One operation in full. */
export interface OperationView {
  anchor: string;
  method: string;
  path: string;
  summary?: string;
  /** What to call it when it has no summary. */
  name: string;
  description?: string;
  isDeprecated: boolean;
  parameters: ParameterView[];
  body?: { isRequired: boolean; description?: string; contents: ContentView[] };
  responses: ResponseView[];
  /** A command line that calls it through the gateway. */
  sample: string;
}

/** One page of a reference. */
export interface ReferenceView {
  tags: { name: string; operations: number }[];
  groups: { tag: string; description?: string; operations: OperationView[] }[];
  /** Operations that match, and the place of this page among them. */
  total: number;
  page: number;
  pages: number;
}
