import { describeManager } from '@apim/kit/testing/manager-guarantees';
import { afterAll, beforeAll } from 'vitest';
import { startPolicy, type PolicyManager, type Tenant } from '../test/policy.ts';
import { start } from './main.ts';
import { printSdl } from './schema.ts';

let manager: PolicyManager;
let tenant: Tenant;
beforeAll(async () => {
  manager = await startPolicy();
  tenant = manager.tenant();
});
afterAll(() => manager.stop());

describeManager({
  name: 'policy',
  start,
  printSdl,
  folder: new URL('..', import.meta.url),
  manager: () => manager,
  actor: () => tenant.owner,
  query: '{ attachment(id: "01a20d70-0000-7000-8000-000000000000") { id } }',
  change: () => manager.attach(tenant.owner, 'rate-limit', 'API', tenant.apiId, { minute: 1 }),
});
