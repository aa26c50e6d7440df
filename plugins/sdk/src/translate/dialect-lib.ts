/**
 * The library of the dialect, in place of TypeScript's: what is declared here is what the translator has an equal for in Lua.
 * Anything else is an unknown name to the type checker.
 */
export const dialectLib = `
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type PropertyKey = string;

interface Object {}
interface Function {}
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments {}
interface RegExp {}
interface TemplateStringsArray extends ReadonlyArray<string> {}
interface Symbol {}

interface Error { readonly message: string }
interface ErrorConstructor { new (message: string): Error }
declare const Error: ErrorConstructor;

interface Boolean {}
interface Number {
  toFixed(digits?: number): string;
  toString(): string;
}
interface NumberConstructor {
  (value: string | number | boolean): number;
  isFinite(value: number): boolean;
  isInteger(value: number): boolean;
  isNaN(value: number): boolean;
  isSafeInteger(value: number): boolean;
}
declare const Number: NumberConstructor;

interface String {
  readonly length: number;
  readonly [index: number]: string;
  at(index: number): string | undefined;
  charAt(index: number): string;
  endsWith(part: string): boolean;
  includes(part: string): boolean;
  indexOf(part: string): number;
  lastIndexOf(part: string): number;
  padEnd(length: number, filler?: string): string;
  padStart(length: number, filler?: string): string;
  repeat(count: number): string;
  replace(part: string, replacement: string): string;
  replaceAll(part: string, replacement: string): string;
  slice(from?: number, to?: number): string;
  split(separator: string, limit?: number): string[];
  startsWith(part: string): boolean;
  substring(from: number, to?: number): string;
  toLowerCase(): string;
  toString(): string;
  toUpperCase(): string;
  trim(): string;
  trimEnd(): string;
  trimStart(): string;
}
interface StringConstructor {
  (value: string | number | boolean | null | undefined): string;
}
declare const String: StringConstructor;
declare function encodeURIComponent(text: string): string;

interface Math {
  abs(n: number): number;
  ceil(n: number): number;
  floor(n: number): number;
  max(...numbers: number[]): number;
  min(...numbers: number[]): number;
  round(n: number): number;
  sign(n: number): number;
  sqrt(n: number): number;
  trunc(n: number): number;
}
declare const Math: Math;

interface ObjectConstructor {
  entries<T>(object: { readonly [name: string]: T }): [string, T][];
  fromEntries<T extends {} | null>(entries: readonly (readonly [string, T])[]): { [name: string]: T };
  keys(object: { readonly [name: string]: unknown }): string[];
  values<T>(object: { readonly [name: string]: T }): T[];
}
declare const Object: ObjectConstructor;

interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  at(index: number): T | undefined;
  concat(...others: (readonly T[])[]): T[];
  every(test: (item: T, index: number) => boolean): boolean;
  filter<S extends T>(test: (item: T, index: number) => item is S): S[];
  filter(test: (item: T, index: number) => boolean): T[];
  find<S extends T>(test: (item: T, index: number) => item is S): S | undefined;
  find(test: (item: T, index: number) => boolean): T | undefined;
  findIndex(test: (item: T, index: number) => boolean): number;
  flat<U>(this: readonly (readonly U[])[]): U[];
  flatMap<U extends {} | null>(change: (item: T, index: number) => readonly U[]): U[];
  forEach(run: (item: T, index: number) => void): void;
  includes(item: T): boolean;
  indexOf(item: T): number;
  join(this: readonly (string | number | boolean)[], separator?: string): string;
  map<U extends {} | null>(change: (item: T, index: number) => U): U[];
  reduce<U>(fold: (value: U, item: T, index: number) => U, start: U): U;
  slice(from?: number, to?: number): T[];
  some(test: (item: T, index: number) => boolean): boolean;
}
interface Array<T> extends ReadonlyArray<T> {
  [index: number]: T;
  pop(): T | undefined;
  push(...items: T[]): number;
  reverse(): T[];
  shift(): T | undefined;
  sort(compare: (a: T, b: T) => number): T[];
  unshift(...items: T[]): number;
}
interface ArrayConstructor {
  isArray(value: unknown): value is unknown[];
}
declare const Array: ArrayConstructor;
interface ConcatArray<T> extends ReadonlyArray<T> {}
`;

/** `zod` is not loaded: its values are unknown here, and its types of a schema are the policy's configuration. */
export const zodShim = `
import type { HandlerConfiguration } from './configuration.ts';
export declare const z: any;
export declare namespace z {
  type infer<T> = HandlerConfiguration;
  type output<T> = HandlerConfiguration;
}
export default z;
`;

/** The SDK's entry, as far as handlers see it. */
export const sdkShim = `
import type { HandlerConfiguration } from './configuration.ts';
import type { Handlers } from './context.ts';
export * from './context.ts';
interface Definition extends Handlers<HandlerConfiguration> {
  name?: any; version?: any; deprecated?: any; title?: any; summary?: any; direction?: any; scopes?: any; configuration?: any;
  merge?: any; examples?: any; kong?: any; describe?: any; compile?: any; upstreams?: any; perOperation?: any;
}
export declare function definePolicy(definition: Definition): any;
`;
