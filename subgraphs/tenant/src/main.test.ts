import { describeManager } from '@apim/kit/testing/manager-guarantees';
import { afterAll, beforeAll } from 'vitest';
import { startTenant, type TestOrganization, type TestTenant } from '../test/harness.ts';
import { start } from './main.ts';
import { printSdl } from './schema.ts';

let tenant: TestTenant;
let ours: TestOrganization;
beforeAll(async () => {
  tenant = await startTenant();
  ours = await tenant.organization('ours');
});
afterAll(() => tenant.stop());

let projects = 0;
describeManager({
  name: 'tenant',
  start,
  printSdl,
  folder: new URL('..', import.meta.url),
  manager: () => tenant,
  actor: () => ours.as('organization-owner'),
  query: '{ viewer { user { email } } }',
  change: () =>
    tenant.ask(
      ours.as('organization-owner'),
      'mutation ($slug: String!) { createProject(input: { slug: $slug, name: "Changed" }) { id } }',
      { slug: `changed-${(projects += 1)}` },
    ),
});
