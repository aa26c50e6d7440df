/** k6 has a console, and its types do not say so. */
declare const console: { log(...values: unknown[]): void; error(...values: unknown[]): void };
