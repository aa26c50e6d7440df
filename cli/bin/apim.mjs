#!/usr/bin/env node
import '@oxc-node/core/register';

await import('../src/main.ts');
