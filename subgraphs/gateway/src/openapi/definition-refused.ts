/** Why an operation has no definition, as a part of a sentence for people. */
export class DefinitionRefused extends Error {}
