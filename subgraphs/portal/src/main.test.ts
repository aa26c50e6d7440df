import { describeManager } from '@apim/kit/testing/manager-guarantees';
import { afterAll, beforeAll } from 'vitest';
import { startPortal, type Portal } from '../test/portal.ts';
import { start } from './main.ts';
import { printSdl } from './schema.ts';

let portal: Portal;
beforeAll(async () => void (portal = await startPortal()));
afterAll(() => portal.stop());

describeManager({
  name: 'portal',
  start,
  printSdl,
  folder: new URL('..', import.meta.url),
  manager: () => portal,
  actor: () => portal.owner,
  query: '{ catalogue { nodes { id } } }',
  change: () => portal.application(),
});
