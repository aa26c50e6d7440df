export { definePolicy } from './define-policy.ts';
export { createRegistry, type PolicyRegistry } from './registry.ts';
export { bestVersion, newestFirst } from './versions.ts';
export { scopeKinds } from './policy.ts';
export { compileApi } from './compile-api.ts';
export { compilePolicy } from './compile-policy.ts';
export { compileConsumers } from './compile-consumers.ts';
export { explainApi, type ExplainOptions } from './explain-api.ts';
export { policyJsonSchema } from './json-schema.ts';
export { bundleHash, canonicalJson } from './canonical-json.ts';
export {
  checkConfiguration,
  parseConfiguration,
  PolicyConfigurationError,
  type ConfigurationIssue,
} from './configuration.ts';
export { withHandlerCode } from './with-handler-code.ts';
export { luaLiteral, type LuaData } from './lua/literal.ts';
export type { LuaLibrary } from './lua/library.ts';
export type { KongPluginConfigurations } from './kong-plugins.gen.ts';
export { kongPriority, phases, type Phase } from './kong-order.ts';
export type {
  ApiIdentity,
  CompileContext,
  CompiledPolicy,
  CompileOperation,
  Direction,
  FunctionFragment,
  FunctionPhase,
  FunctionPluginName,
  HandlerCode,
  JsonSchema,
  KongPluginName,
  MediaDefinition,
  MergeRule,
  OperationDefinition,
  ParameterDefinition,
  PluginFragment,
  Policy,
  ScopeKind,
  TrustedIssuer,
} from './policy.ts';
export type {
  CompileAttachment,
  CompileConsumer,
  CompiledConsumer,
  CompiledApi,
  CompileInput,
  Diagnostic,
  DiagnosticCode,
  ExplainedStep,
  Explanation,
  OperationExplanation,
  Origin,
  PlacedPlugin,
  PolicyUpstream,
  Relation,
} from './compile-types.ts';
export type {
  DeepReadonly,
  HandlerConsumer,
  HandlerContext,
  Handlers,
  Json,
  JsonObject,
  RequestContext,
  ResponseBodyContext,
  ReadonlyJson,
  ResponseContext,
} from './handler/context.ts';
