import { describeManager } from '@apim/kit/testing/manager-guarantees';
import { afterAll, beforeAll } from 'vitest';
import { documentOf, importAs, startGatewayManager, type GatewayManager } from '../test/harness.ts';
import { start } from './main.ts';
import { printSdl } from './schema.ts';

let manager: GatewayManager;
beforeAll(async () => void (manager = await startGatewayManager()));
afterAll(() => manager.stop());

let documents = 0;
describeManager({
  name: 'gateway',
  start,
  printSdl,
  folder: new URL('..', import.meta.url),
  manager: () => manager,
  actor: () => manager.actors.viewer,
  query: '{ apis { nodes { id } } }',
  change: () =>
    importAs(manager, manager.actors.publisher, {
      projectId: manager.ours.projectId,
      slug: 'changed',
      document: documentOf({ [`/${(documents += 1)}`]: ['get'] }),
    }),
});
