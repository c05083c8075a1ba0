import {
  type AuditNote,
  type Library,
  type Listing,
  responsesOperations as ops,
  type Response,
  type ResponseQueryResults,
} from '@tandem/contract';
import { createTestClock, createTestIds, type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkedCallerOf,
  platformTestDatabase,
  testDirectory,
  testPrincipal,
} from '../testing/index.ts';
import { cannedResponseHandlers } from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const missing = derivedUuid('missing');
const notFound = { status: 404, code: 'not.found' };
const ids = createTestIds('responses');
let db: Database;

beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('truncate response_library, canned_response, canned_response_library');
});

const start = () => {
  const notes: AuditNote[] = [];
  const handlers = cannedResponseHandlers({
    ...{ db, ids, clock: createTestClock() },
    directory: testDirectory({ [here]: [], [there]: [] }),
    audit: async (_tx, note) => void notes.push(note),
  });
  return {
    notes,
    admin: checkedCallerOf(handlers, testPrincipal(here)),
    foreign: checkedCallerOf(handlers, testPrincipal(there)),
  };
};

type Caller = ReturnType<typeof start>['admin'];
const newLibrary = async (admin: Caller, name: string) =>
  (await admin<Library>(ops.postResponsemanagementLibraries, { body: { name } }))
    .body as Library & { id: string };
const newResponse = async (admin: Caller, name: string, more: Partial<Response>) =>
  (
    await admin<Response>(ops.postResponsemanagementResponses, {
      body: { name, texts: [{ content: 'Hello', contentType: 'text/plain' }], ...more },
    })
  ).body as Response & { id: string };
const names = (rows: readonly { name?: string }[] | undefined) => rows?.map(({ name }) => name);

describe('response libraries', () => {
  it('are made, listed by name, found by prefix, replaced and deleted', async () => {
    const { admin, notes } = start();
    const greetings = await newLibrary(admin, ' Greetings ');
    await newLibrary(admin, 'Billing');
    expect(greetings).toMatchObject({
      name: 'Greetings',
      version: 1,
      selfUri: `/api/v2/responsemanagement/libraries/${greetings.id}`,
    });
    const all = await admin<Listing<Library>>(ops.getResponsemanagementLibraries, {});
    expect(all.body).toMatchObject({ total: 2, pageSize: 25 });
    expect(names(all.body.entities)).toEqual(['Billing', 'Greetings']);
    const some = await admin<Listing<Library>>(ops.getResponsemanagementLibraries, {
      query: { libraryPrefix: 'gr' },
    });
    expect(names(some.body.entities)).toEqual(['Greetings']);
    const params = { libraryId: greetings.id };
    const renamed = await admin<Library>(ops.putResponsemanagementLibrary, {
      params,
      body: { name: 'Hello', version: 1 },
    });
    expect(renamed.body).toMatchObject({ name: 'Hello', version: 2 });
    await admin(ops.deleteResponsemanagementLibrary, { params });
    await expect(admin(ops.getResponsemanagementLibrary, { params })).rejects.toMatchObject(
      notFound,
    );
    expect(notes.map(({ action, entity }) => `${entity.type} ${action}`)).toEqual([
      'responseLibrary create',
      'responseLibrary create',
      'responseLibrary update',
      'responseLibrary delete',
    ]);
  });

  it('have names of their own and refuse a change of an old state', async () => {
    const { admin, foreign } = start();
    const library = await newLibrary(admin, 'Greetings');
    const taken = { status: 409, code: 'name.not.unique' };
    await expect(newLibrary(admin, 'GREETINGS')).rejects.toMatchObject(taken);
    await expect(newLibrary(admin, '  ')).rejects.toMatchObject({ status: 400 });
    expect((await newLibrary(foreign, 'Greetings')).name).toBe('Greetings');
    const params = { libraryId: library.id };
    await expect(
      admin(ops.putResponsemanagementLibrary, { params, body: { name: 'Else', version: 7 } }),
    ).rejects.toMatchObject({ status: 409, code: 'version.conflict' });
  });

  it('are found by criteria and by their ids', async () => {
    const { admin, foreign } = start();
    const [greetings, billing] = [
      await newLibrary(admin, 'Greetings'),
      await newLibrary(admin, 'Billing'),
    ];
    const theirs = await newLibrary(foreign, 'Theirs');
    const find = async (query: object[]) =>
      names(
        (
          await admin<Listing<Library>>(ops.postResponsemanagementLibrariesQuery, {
            body: { query },
          })
        ).body.entities,
      );
    expect(await find([{ criteria: { key: 'Name', operator: 'CONTAINS', value: 'ILL' } }])).toEqual(
      ['Billing'],
    );
    expect(await find([{ not: [{ key: 'Id', operator: 'EQUALS', value: billing.id }] }])).toEqual([
      'Greetings',
    ]);
    expect(
      await find([
        {
          or: [
            { key: 'Name', operator: 'BEGINS_WITH', value: 'gre' },
            { key: 'Id', operator: 'IN', value: `${billing.id},${theirs.id}` },
          ],
        },
      ]),
    ).toEqual(['Billing', 'Greetings']);
    const bulk = await admin<Listing<Library>>(ops.postResponsemanagementLibrariesBulk, {
      body: { libraryIds: [greetings.id, theirs.id, 'nonsense'] },
    });
    expect(names(bulk.body.entities)).toEqual(['Greetings']);
  });

  it('take along the responses that stand in no other', async () => {
    const { admin } = start();
    const [one, two] = [await newLibrary(admin, 'One'), await newLibrary(admin, 'Two')];
    const alone = await newResponse(admin, 'Alone', { libraries: [{ id: one.id }] });
    const both = await newResponse(admin, 'Both', { libraries: [{ id: one.id }, { id: two.id }] });
    await admin(ops.deleteResponsemanagementLibrary, { params: { libraryId: one.id } });
    await expect(
      admin(ops.getResponsemanagementResponse, { params: { responseId: alone.id } }),
    ).rejects.toMatchObject(notFound);
    const left = await admin<Response>(ops.getResponsemanagementResponse, {
      params: { responseId: both.id },
    });
    expect(names(left.body.libraries)).toEqual(['Two']);
  });
});

describe('canned responses', () => {
  it('keep texts and substitutions, are replaced, listed by library and deleted', async () => {
    const { admin, notes } = start();
    const library = await newLibrary(admin, 'Greetings');
    const other = await newLibrary(admin, 'Other');
    const substitutions = [{ id: 'customer.firstName', defaultValue: 'there' }];
    const made = await newResponse(admin, 'Hello', {
      libraries: [{ id: library.id }],
      texts: [{ content: 'Hello {{customer.firstName}}', contentType: 'text/plain', type: 'body' }],
      substitutions,
      interactionType: 'chat',
    });
    expect(made).toMatchObject({ version: 1, substitutions, interactionType: 'chat' });
    const params = { responseId: made.id };
    const changed = await admin<Response>(ops.putResponsemanagementResponse, {
      params,
      body: { ...made, name: 'Hi', libraries: [{ id: other.id }] },
    });
    expect(changed.body).toMatchObject({ name: 'Hi', version: 2, libraries: [{ name: 'Other' }] });
    await expect(
      admin(ops.putResponsemanagementResponse, { params, body: made }),
    ).rejects.toMatchObject({ status: 409, code: 'version.conflict' });
    const listed = async (libraryId: string) =>
      names(
        (
          await admin<Listing<Response>>(ops.getResponsemanagementResponses, {
            query: { libraryId },
          })
        ).body.entities,
      );
    expect(await listed(library.id)).toEqual([]);
    expect(await listed(other.id)).toEqual(['Hi']);
    await admin(ops.deleteResponsemanagementResponse, { params });
    expect(await listed(other.id)).toEqual([]);
    expect(notes.slice(2).map(({ action, entity }) => `${entity.type} ${action}`)).toEqual([
      'cannedResponse create',
      'cannedResponse update',
      'cannedResponse delete',
    ]);
  });

  it('are found by words of name and text, and by filters', async () => {
    const { admin } = start();
    const [greetings, billing] = [
      await newLibrary(admin, 'Greetings'),
      await newLibrary(admin, 'Billing'),
    ];
    await newResponse(admin, 'Hello', { libraries: [{ id: greetings.id }] });
    await newResponse(admin, 'Refund 100%', {
      libraries: [{ id: billing.id }],
      texts: [{ content: 'Your money comes back within FIVE days.' }],
    });
    const find = async (body: object) =>
      names(
        (await admin<ResponseQueryResults>(ops.postResponsemanagementResponsesQuery, { body })).body
          .results.entities,
      );
    expect(await find({})).toEqual(['Hello', 'Refund 100%']);
    expect(await find({ queryPhrase: 'five refund' })).toEqual(['Refund 100%']);
    expect(await find({ queryPhrase: '%' })).toEqual(['Refund 100%']);
    const filter = (name: string, operator: string, ...values: string[]) => ({
      filters: [{ name, operator, values }],
    });
    expect(await find(filter('libraryId', 'IN', greetings.id, missing))).toEqual(['Hello']);
    expect(await find(filter('libraryId', 'NOTEQUALS', greetings.id))).toEqual(['Refund 100%']);
    expect(await find(filter('name', 'ENDS_WITH', '%'))).toEqual(['Refund 100%']);
    await expect(find(filter('colour', 'EQUALS', 'red'))).rejects.toMatchObject({ status: 400 });
    await expect(find(filter('name', 'EQUALS'))).rejects.toMatchObject({ status: 400 });
  });

  it('refuse what they could not keep or send, and store nothing of it', async () => {
    const { admin } = start();
    const library = await newLibrary(admin, 'Greetings');
    const refused = { status: 400 };
    const libraries = [{ id: library.id }];
    for (const more of [
      { libraries: [] },
      { libraries: [{ id: missing }] },
      { libraries, texts: [] },
      { libraries, texts: [{ content: '  ' }] },
      { libraries, substitutions: [{ id: 'a b' }] },
      { libraries, substitutions: [{ id: 'a' }, { id: 'a' }] },
      { libraries, assets: [{ id: missing }] },
    ])
      await expect(newResponse(admin, 'Bad', more)).rejects.toMatchObject(refused);
    expect(await db.query('select id from canned_response')).toEqual([]);
  });

  it('belong to one organisation', async () => {
    const { admin, foreign } = start();
    const library = await newLibrary(admin, 'Greetings');
    const response = await newResponse(admin, 'Hello', { libraries: [{ id: library.id }] });
    const [ofLibrary, ofResponse] = [
      { params: { libraryId: library.id } },
      { params: { responseId: response.id } },
    ];
    const body = { name: 'Mine', texts: [{ content: 'x' }], libraries: [{ id: library.id }] };
    for (const attempt of [
      () => foreign(ops.getResponsemanagementLibrary, ofLibrary),
      () => foreign(ops.putResponsemanagementLibrary, { ...ofLibrary, body }),
      () => foreign(ops.deleteResponsemanagementLibrary, ofLibrary),
      () => foreign(ops.getResponsemanagementResponses, { query: { libraryId: library.id } }),
      () => foreign(ops.getResponsemanagementResponse, ofResponse),
      () => foreign(ops.putResponsemanagementResponse, { ...ofResponse, body }),
      () => foreign(ops.deleteResponsemanagementResponse, ofResponse),
    ])
      await expect(attempt()).rejects.toMatchObject(notFound);
    await expect(
      newResponse(foreign, 'Mine', { libraries: [{ id: library.id }] }),
    ).rejects.toMatchObject({ status: 400 });
    const found = await foreign<ResponseQueryResults>(ops.postResponsemanagementResponsesQuery, {
      body: {},
    });
    expect(found.body.results.total).toBe(0);
  });
});
