export { definePolicy } from './define-policy.ts';
export { createRegistry, type PolicyRegistry } from './registry.ts';
export { compileApi } from './compile-api.ts';
export { explainApi } from './explain-api.ts';
export { policyJsonSchema } from './json-schema.ts';
export { bundleHash, canonicalJson } from './canonical-json.ts';
export {
  checkConfiguration,
  parseConfiguration,
  PolicyConfigurationError,
  type ConfigurationIssue,
} from './configuration.ts';
export { luaLiteral, type LuaData } from './lua/literal.ts';
export type { LuaLibrary } from './lua/library.ts';
export type { KongPluginConfigurations } from './kong-plugins.gen.ts';
export { kongPriority, phases, type Phase } from './kong-order.ts';
export type {
  ApiIdentity,
  CompileContext,
  CompiledPolicy,
  Direction,
  FunctionFragment,
  FunctionPhase,
  FunctionPluginName,
  KongPluginName,
  MergeRule,
  PluginFragment,
  Policy,
  ScopeKind,
} from './policy.ts';
export type {
  CompileAttachment,
  CompiledApi,
  CompileInput,
  CompileOperation,
  Diagnostic,
  DiagnosticCode,
  ExplainedStep,
  Explanation,
  OperationExplanation,
  Origin,
  PlacedPlugin,
  Relation,
} from './compile-types.ts';
