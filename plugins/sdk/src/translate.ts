export { translatePolicy, type TranslateInput, type TranslateResult } from './translate/translate-policy.ts';
export type { TranslateDiagnostic } from './translate/diagnostic.ts';
export { readModules } from './translate/modules.ts';
