import { anonymous } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPortal, type Portal } from '../../test/portal.ts';

let portal: Portal;
beforeAll(async () => void (portal = await startPortal()));
afterAll(() => portal.stop());

interface Published {
  publishApi: { id: string; slug: string; title: string; summary: string; visibility: string };
}
const PUBLISH = `mutation ($input: PublishApiInput!) { publishApi(input: $input) {
  id slug title summary version visibility documentFormat document gatewayUrls { environment url } api { id } } }`;

const publish = (actor: Parameters<Portal['ask']>[0], input: Record<string, unknown>) =>
  portal.ask<Published>(actor, PUBLISH, { input });

const find = (actor: Parameters<Portal['ask']>[0], id: string) =>
  portal.ask(actor, 'query ($id: ID) { publication(id: $id) { id title document } }', { id });

const search = async (actor: Parameters<Portal['ask']>[0], text: string) => {
  const { data } = await portal.ask<{ catalogue: { nodes: { title: string }[] } }>(
    actor,
    'query ($text: String) { catalogue(search: $text) { nodes { title } } }',
    { text },
  );
  return data.catalogue.nodes.map(({ title }) => title);
};

describe('publishing an API', () => {
  it('stores a snapshot that refers to the API and its gateways', async () => {
    const api = portal.api({ slug: 'pets' });
    const { data, errors } = await publish(portal.owner, { apiId: api.id, visibility: 'PUBLIC' });
    expect(errors).toBeUndefined();
    expect(data.publishApi).toMatchObject({
      slug: 'pets',
      title: 'Petstore',
      summary: 'Pets and their owners.',
      version: '1.0.0',
      documentFormat: 'JSON',
      document: api.document,
      gatewayUrls: [{ environment: 'DEV', url: 'http://127.0.0.1:8000/petstore' }],
      api: { id: api.id },
    });
    const audit = await portal.database.auditEvent.findMany({ where: { subject: api.id } });
    expect(audit.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['api.published', portal.owner.sub],
    ]);
  });

  it('again refreshes the snapshot and keeps id, slug, visibility and summary', async () => {
    const api = portal.api();
    const first = await publish(portal.owner, { apiId: api.id, visibility: 'PUBLIC', summary: 'Mine.' });
    api.title = 'Petstore, renewed';
    api.slug = 'other';
    const second = await publish(portal.owner, { apiId: api.id });
    const { id, slug } = first.data.publishApi;
    expect(second.data.publishApi).toMatchObject({
      id,
      slug,
      title: 'Petstore, renewed',
      visibility: 'PUBLIC',
      summary: 'Mine.',
    });
  });

  it('shows it to the organisation alone unless it is said otherwise', async () => {
    const { data } = await publish(portal.owner, { apiId: portal.api().id });
    expect(data.publishApi.visibility).toBe('ORGANIZATION');
  });

  it('gives a taken slug a number, also when two publish at once', async () => {
    const apis = ['a', 'b', 'c'].map(() => portal.api({ slug: 'same' }));
    const answers = await Promise.all(apis.map(({ id }) => publish(portal.owner, { apiId: id })));
    const slugs = answers.map(({ data }) => data.publishApi.slug).sort();
    expect(slugs).toEqual(['same', 'same-2', 'same-3']);
  });

  it('is refused to who lacks the permission, and to visitors', async () => {
    const { id } = portal.api();
    expect(errorOf(await publish(portal.developer, { apiId: id }))?.code).toBe('FORBIDDEN');
    expect(errorOf(await publish(anonymous, { apiId: id }))?.code).toBe('UNAUTHENTICATED');
  });

  it('is refused to a publisher of another project as if the API did not exist', async () => {
    const { id } = portal.api();
    const publisher = member(portal.organization, 'project-publisher', uuid());
    expect(errorOf(await publish(publisher, { apiId: id }))?.code).toBe('NOT_FOUND');
  });

  it('answers for another organisation’s API exactly as for a random id', async () => {
    const { id } = portal.api();
    const random = uuid();
    const foreign = errorOf(await publish(portal.foreigner, { apiId: id }));
    const unknown = errorOf(await publish(portal.foreigner, { apiId: random }));
    expect(foreign?.code).toBe('NOT_FOUND');
    expect(foreign?.message.replace(id, random)).toBe(unknown?.message);
  });

  it('refuses a summary that is too long, naming the field', async () => {
    const answer = await publish(portal.owner, { apiId: portal.api().id, summary: 'x'.repeat(501) });
    expect(errorOf(answer)).toMatchObject({ code: 'INVALID_INPUT', field: 'input.summary' });
  });

  it('takes no organisation or slug from the input', async () => {
    const answer = await publish(portal.owner, { apiId: portal.api().id, organizationId: uuid() });
    expect(answer.errors?.[0]?.message).toMatch(/organizationId/);
  });

  it('keeps a document of 8 MB', async () => {
    const document = `{"x":"${'ü'.repeat(4 * 1024 * 1024)}"}`;
    const { data } = await publish(portal.owner, { apiId: portal.api({ document }).id });
    const answer = await portal.ask<{ publication: { document: string } }>(
      portal.owner,
      'query ($id: ID) { publication(id: $id) { document } }',
      { id: data.publishApi.id },
    );
    expect(answer.data.publication.document === document).toBe(true);
  });
});

describe('a publication', () => {
  it('for the organisation is seen by its members alone, by id, slug, list and entity', async () => {
    const api = portal.api({ title: 'Hidden ledger' });
    const { data } = await publish(portal.owner, { apiId: api.id });
    const { id } = data.publishApi;
    const entity = `query ($id: ID!) { _entities(representations: [{ __typename: "Publication", id: $id }]) {
      ... on Publication { title document } } }`;
    const byApi = `query ($id: ID!) { _entities(representations: [{ __typename: "Api", id: $id }]) {
      ... on Api { publication { title document } } } }`;
    expect((await find(portal.viewer, id)).errors).toBeUndefined();
    expect(await search(portal.viewer, 'hidden led')).toEqual(['Hidden ledger']);
    for (const outsider of [portal.foreigner, anonymous]) {
      expect(errorOf(await find(outsider, id))?.code).toBe('NOT_FOUND');
      expect(await search(outsider, 'hidden led')).toEqual([]);
      expect((await portal.ask(outsider, entity, { id })).data).toEqual({ _entities: [null] });
      expect((await portal.ask(outsider, byApi, { id: api.id })).data).toEqual({
        _entities: [{ publication: null }],
      });
    }
  });

  it('for everybody is seen by visitors', async () => {
    const api = portal.api({ title: 'Open data' });
    const { data } = await publish(portal.owner, { apiId: api.id, visibility: 'PUBLIC' });
    expect((await find(anonymous, data.publishApi.id)).data).toMatchObject({
      publication: { title: 'Open data', document: api.document },
    });
  });

  it('that was withdrawn is gone, and only its organisation can withdraw it', async () => {
    const api = portal.api();
    const { data } = await publish(portal.owner, { apiId: api.id, visibility: 'PUBLIC' });
    const withdraw = (actor: typeof portal.owner) =>
      portal.ask(actor, 'mutation ($id: ID!) { unpublishApi(input: { apiId: $id }) }', { id: api.id });
    expect(errorOf(await withdraw(portal.foreigner))?.code).toBe('NOT_FOUND');
    expect(errorOf(await withdraw(portal.viewer))?.code).toBe('FORBIDDEN');
    expect((await withdraw(portal.owner)).data).toEqual({ unpublishApi: true });
    expect(errorOf(await find(portal.owner, data.publishApi.id))?.code).toBe('NOT_FOUND');
    expect(errorOf(await withdraw(portal.owner))?.code).toBe('NOT_FOUND');
  });
});

describe('the catalogue', () => {
  it('takes wildcards in a search as the characters that they are', async () => {
    const titles = ['100% sure', '100 sure', 'snake_case', 'snakeXcase', 'back\\slash'];
    for (const title of titles) {
      await publish(portal.owner, { apiId: portal.api({ title }).id, visibility: 'PUBLIC' });
    }
    expect(await search(anonymous, '100%')).toEqual(['100% sure']);
    expect(await search(anonymous, 'snake_c')).toEqual(['snake_case']);
    expect(await search(anonymous, 'back\\s')).toEqual(['back\\slash']);
    expect(await search(anonymous, "' OR 1=1 --")).toEqual([]);
  });

  it('is searched in any script and letter case, by title, summary and slug', async () => {
    const api = portal.api({ title: 'Über uns 💥', slug: 'find-me' });
    await publish(portal.owner, { apiId: api.id, visibility: 'PUBLIC', summary: 'Всё о нас' });
    for (const text of ['über', 'UNS', '💥', 'всё', 'Find-Me']) {
      expect(await search(anonymous, text)).toEqual(['Über uns 💥']);
    }
    const unknown = await portal.ask(anonymous, '{ publication(slug: "über") { id } }');
    expect(errorOf(unknown)?.code).toBe('NOT_FOUND');
  });

  it('is read page by page without a gap; a cursor shows nothing that is hidden', async () => {
    interface Page {
      nodes: { id: string; visibility: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    }
    const read = async (after: string | null): Promise<Page> => {
      const { data } = await portal.ask<{ catalogue: Page }>(
        anonymous,
        `query ($after: String) { catalogue(first: 2, after: $after) {
          nodes { id visibility } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      return data.catalogue;
    };
    const pages = [await read(null)];
    while (pages.at(-1)?.pageInfo.hasNextPage) pages.push(await read(pages.at(-1)!.pageInfo.endCursor));
    const nodes = pages.flatMap((page) => page.nodes);
    expect(pages.length).toBeGreaterThan(2);
    expect(nodes.every(({ visibility }) => visibility === 'PUBLIC')).toBe(true);
    const ids = nodes.map(({ id }) => id);
    const expected = await portal.database.publication.findMany({
      where: { visibility: 'PUBLIC' },
      orderBy: { id: 'asc' },
      select: { id: true },
    });
    expect(ids).toEqual(expected.map(({ id }) => id));
  });
});
