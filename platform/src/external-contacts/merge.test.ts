import {
  type AuditNote,
  contactConversationOperations,
  contactMergeOperations,
  type ExternalContact,
  type Listing,
  externalContactsOperations as ops,
} from '@tandem/contract';
import { createTestClock, createTestIds, type Database, derivedUuid } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPlatformRetention } from '../retention/index.ts';
import {
  checkedCallerOf,
  platformTestDatabase,
  testDirectory,
  testPerson,
  testPrincipal,
} from '../testing/index.ts';
import { externalContactHandlers, resolveContact } from './index.ts';
import { mergedDoc } from './merge.rules.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const shop = derivedUuid('shop');
const notFound = { status: 404 };

let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

describe('merged external contacts', () => {
  const clock = createTestClock();
  const ids = createTestIds('merged contacts');
  const notes: AuditNote[] = [];
  const [gone, anna] = [derivedUuid('gone'), derivedUuid('anna')];
  const [ben, otherBen] = [testPerson('Ben'), { ...testPerson('Other'), name: 'Ben' }];
  const deps = {
    ...{ clock, ids, directory: testDirectory({ [here]: [ben, otherBen] }) },
    audit: async (_tx: unknown, note: AuditNote) => void notes.push(note),
  };
  const callerFor = (org: string) =>
    checkedCallerOf(externalContactHandlers({ ...deps, db }), testPrincipal(org));
  const [call, stranger] = [() => callerFor(here), () => callerFor(there)];
  beforeEach(async () => {
    await db.query(
      'truncate external_contact, conversation, participant, open_integration cascade',
    );
  });

  const create = async (body: ExternalContact, as = call()) => {
    await clock.advance(1000);
    return String((await as<ExternalContact>(ops.postExternalcontactsContacts, { body })).body.id);
  };
  const read = async (contactId: string, as = call()) =>
    (await as<ExternalContact>(ops.getExternalcontactsContact, { params: { contactId } })).body;
  const merge = async (contactIds: string[], valueOverride?: ExternalContact, as = call()) =>
    (
      await as<ExternalContact>(contactMergeOperations.postExternalcontactsContactsMerge, {
        body: { contactIds, ...(valueOverride ? { valueOverride } : {}) },
      })
    ).body;
  const mergeTwo = (sourceContactId: string, targetContactId: string, as = call()) =>
    as<ExternalContact>(contactMergeOperations.postExternalcontactsMergeContacts, {
      body: { sourceContactId, targetContactId },
    });
  const hear = (id: string, org = here) =>
    resolveContact(
      { db, clock, ids },
      { org, integrationId: shop, externalSource: null },
      {
        id,
        idType: 'Opaque',
      },
    ).then(String);
  const listed = async (as = call()) =>
    (await as<Listing<ExternalContact>>(ops.getExternalcontactsContacts, { query: {} })).body;
  const ref = (id: string) => ({ id, selfUri: `/api/v2/externalcontacts/contacts/${id}` });

  it('are one new contact with everything that is known, by which customers are found', async () => {
    const guest = await hear('guest-1');
    const old = await create({ firstName: 'Ada', lastName: 'King', workEmail: 'ada@example.com' });
    const young = await create({ lastName: 'Lovelace', workEmail: 'countess@example.com' });
    const made = await merge([old, guest, young], { title: 'Dr.' });
    const id = String(made.id);
    expect(made).toMatchObject({
      ...{ type: 'Curated', firstName: 'Ada', lastName: 'Lovelace', title: 'Dr.' },
      ...{ workEmail: 'countess@example.com', personalEmail: 'ada@example.com' },
      canonicalContact: ref(id),
      mergedFrom: [old, guest, young].toSorted().map(ref),
      mergeSet: [id, old, guest, young].toSorted().map(ref),
    });
    expect(made.identifiers?.map(({ value }) => value).toSorted()).toEqual([
      ...['ada@example.com', 'countess@example.com', 'guest-1'],
    ]);
    expect(await hear('guest-1')).toBe(id);
    expect(await listed()).toMatchObject({ total: 1, entities: [{ id }] });
    expect(await read(old)).toMatchObject({
      ...{ firstName: 'Ada', mergedTo: ref(id), canonicalContact: ref(id) },
    });
    await expect(
      call()(ops.putExternalcontactsContact, { params: { contactId: old }, body: {} }),
    ).rejects.toMatchObject({ status: 409, message: expect.stringContaining(id) });
  });

  it('are noted in the audit log at the new one and at those it was made of, by their ids', async () => {
    const [a, b] = [await create({ firstName: 'Ada' }), await create({ lastName: 'King' })];
    notes.length = 0;
    const id = String((await merge([a, b])).id);
    const mergedFrom = { to: [a, b].toSorted() };
    const noted = () =>
      notes.map(({ org, action, entity, changes }) => ({ org, action, entity, changes }));
    const [org, action, type] = [here, 'merge', 'externalContact'] as const;
    expect(noted()).toEqual([
      { org, action, entity: { type, id }, changes: { firstName: {}, lastName: {}, mergedFrom } },
      { org, action, entity: { type, id: a }, changes: { mergedTo: { to: id } } },
      { org, action, entity: { type, id: b }, changes: { mergedTo: { to: id } } },
    ]);
    notes.length = 0;
    await call()(ops.deleteExternalcontactsContact, { params: { contactId: id } });
    expect(noted().map(({ action, entity }) => [action, entity.id])).toEqual(
      [id, a, b].toSorted().map((one) => ['delete', one]),
    );
  });

  it('are merged again: all name the last, and go with it', async () => {
    const [a, b, c] = [await create({}), await create({}), await create({})];
    const first = String((await merge([a, b])).id);
    const second = String((await merge([first, c])).id);
    expect(await read(a)).toMatchObject({ mergedTo: ref(first), canonicalContact: ref(second) });
    expect((await read(second)).mergeSet).toHaveLength(5);
    expect((await read(second)).mergedFrom).toEqual([first, c].toSorted().map(ref));
    await call()(ops.deleteExternalcontactsContact, { params: { contactId: second } });
    for (const id of [a, b, c, first, second])
      await expect(read(id)).rejects.toMatchObject(notFound);
  });

  it('are not deleted but with the living one, which keeps its conversations', async () => {
    const [guest, other] = [await hear('guest'), await create({})];
    const talk = await talked(guest, '2026-01-01T00:00:00.000Z');
    const into = String((await merge([guest, other])).id);
    const remove = (contactId: string, as = call()) =>
      as(ops.deleteExternalcontactsContact, { params: { contactId } });
    await expect(remove(guest)).rejects.toMatchObject({
      ...{ status: 409, code: 'externalcontacts.contact.merged' },
      message: expect.stringContaining(into),
    });
    expect((await conversations(into)).body).toMatchObject({ total: 1, entities: [{ id: talk }] });
    await expect(remove(into, stranger())).rejects.toMatchObject(notFound);
    await expect(remove('x')).rejects.toMatchObject(notFound);
    await remove(into);
    await expect(read(guest)).rejects.toMatchObject(notFound);
  });

  it('are two for older clients, one of which nobody keeps by hand', async () => {
    const [guest, ada, bob] = [await hear('g'), await create({}), await create({})];
    const { body } = await mergeTwo(guest, ada);
    expect(body.mergeOperation).toEqual({
      ...{ sourceContact: ref(guest), targetContact: ref(ada) },
      resultingContact: ref(String(body.id)),
    });
    await expect(mergeTwo(String(body.id), bob)).rejects.toMatchObject({
      ...{ status: 409, code: 'externalcontacts.merge.curated' },
    });
  });

  it('are refused whole: one alone, one twice, one that was merged, one that is not there', async () => {
    const [a, b] = [await create({ firstName: 'A' }), await create({ firstName: 'B' })];
    const foreign = await create({ firstName: 'F' }, stranger());
    const nobody = derivedUuid('nobody');
    for (const given of [[a], [a, a], [a, a.toUpperCase()], [a, nobody], [a, foreign], [a, 'x']])
      await expect(merge(given)).rejects.toMatchObject({ status: 400 });
    await expect(merge([a, b], undefined, stranger())).rejects.toMatchObject({ status: 400 });
    expect((await listed()).total).toBe(2);
    expect(await read(foreign, stranger())).toMatchObject({ firstName: 'F' });
    await merge([a, b]);
    const c = await create({});
    await expect(merge([a, c])).rejects.toMatchObject({
      ...{ status: 409, code: 'externalcontacts.contact.merged' },
    });
    expect(await read(c)).not.toHaveProperty('mergedTo');
  });

  it('are found by what is said of them at merging, unless it is somebody else’s', async () => {
    const [a, b] = [await create({ workEmail: 'a@example.com' }), await create({})];
    const foreign = await create({ workEmail: 'new@example.com' }, stranger());
    const other = await create({ workEmail: 'taken@example.com' });
    for (const [override, refused] of [
      [{ otherEmail: 'Taken@example.com' }, { status: 409, message: /taken@example/ }],
      [{ identifiers: [{ type: 'Cookie' as const, value: 'k'.repeat(501) }] }, { status: 400 }],
    ] as const)
      await expect(merge([a, b], override as ExternalContact)).rejects.toMatchObject({
        ...refused,
        ...('message' in refused ? { message: expect.stringMatching(refused.message) } : {}),
      });
    expect((await listed()).total).toBe(3);
    const said = {
      ...{ workEmail: 'new@example.com', personalEmail: 'A@example.com' },
      identifiers: [{ type: 'Cookie' as const, value: 'k' }],
    };
    const made = await merge([a, b], said);
    expect(made.identifiers?.map(({ value }) => value).toSorted()).toEqual([
      ...['a@example.com', 'k', 'new@example.com'],
    ]);
    const { body } = await call()<Listing<ExternalContact>>(ops.getExternalcontactsContacts, {
      query: { q: 'new@example' },
    });
    expect(body.entities?.map(({ id }) => id)).toEqual([made.id]);
    expect((await read(other)).identifiers).toHaveLength(1);
    expect((await read(foreign, stranger())).identifiers).toHaveLength(1);
  });

  it('at the same time become one once', async () => {
    const [a, b] = [await create({}), await create({})];
    const done = await Promise.allSettled([merge([a, b]), merge([b, a])]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await listed()).total).toBe(1);
  });

  /** The database, whose transactions let something else happen before a statement. */
  const interrupted = (before: (text: string) => boolean, happens: () => Promise<unknown>) => {
    let happened = false;
    const once = async (text: string) => {
      if (happened || !before(text)) return;
      happened = true;
      await happens();
    };
    const transaction: Database['transaction'] = (run) =>
      db.transaction((tx) => {
        const query = async (text: string, values?: readonly unknown[]) => {
          await once(text);
          return tx.query(text, values);
        };
        return run({ ...tx, query } as typeof tx);
      });
    return { ...db, transaction };
  };

  it('get what is learnt of a customer while they are merged', async () => {
    const [guest, other] = [await hear('guest'), await create({})];
    let into = '';
    // The customer is found already when the two become one.
    const racing = interrupted(
      (text) => text.includes('key share') || text.startsWith('update external_contact'),
      async () => {
        into = String((await merge([guest, other])).id);
      },
    );
    const sender = { id: 'guest', idType: 'Opaque', email: 'guest@example.com' };
    const scope = { org: here, integrationId: shop, externalSource: null };
    expect(await resolveContact({ db: racing, clock, ids }, scope, sender)).toBe(into);
    expect((await read(into)).identifiers).toContainEqual({
      ...{ type: 'Email', value: 'guest@example.com' },
    });
    expect((await read(guest)).identifiers).toEqual([]);
  });

  it('are not changed by who read one of them before', async () => {
    const [a, b] = [await create({ workEmail: 'a@example.com' }), await create({})];
    let into = '';
    const racing = interrupted(
      (text) => text.includes('for update') || text.startsWith('insert into external_contact '),
      async () => {
        into = String((await merge([a, b])).id);
      },
    );
    const late = checkedCallerOf(
      externalContactHandlers({ ...deps, db: racing }),
      testPrincipal(here),
    );
    await expect(
      late(ops.putExternalcontactsContact, {
        params: { contactId: a },
        body: { workEmail: 'late@example.com' },
      }),
    ).rejects.toMatchObject({ status: 409, code: 'externalcontacts.contact.merged' });
    expect(await read(a)).toMatchObject({ workEmail: 'a@example.com', mergedTo: ref(into) });
  });

  it('are not more than a family', async () => {
    let head = await create({});
    const guests = await Promise.all(Array.from({ length: 47 }, (_, n) => hear(`guest ${n}`)));
    head = String((await merge([head, ...guests.slice(0, 24)])).id);
    head = String((await merge([head, ...guests.slice(24)])).id);
    const [one, two] = [await hear('one'), await hear('two')];
    head = String((await merge([head, one])).id);
    await expect(merge([head, two])).rejects.toMatchObject({
      ...{ status: 409, code: 'externalcontacts.merge.too.many' },
    });
  });

  it('that nobody keeps by hand go together, after the last message of any of them', async () => {
    const dayMs = 24 * 3_600_000;
    const [quiet, talks] = [await hear('quiet'), await hear('talks')];
    await clock.advance(20 * dayMs);
    await hear('talks');
    const both = String((await merge([quiet, talks])).id);
    const round = () =>
      createPlatformRetention({ db, clock, log: silentLog, days: 30, pauseMs: 0 }).round();
    await clock.advance(20 * dayMs);
    expect((await round())?.['contacts'] ?? 0).toBe(0);
    expect(await read(quiet)).toMatchObject({ mergedTo: ref(both) });
    await clock.advance(20 * dayMs);
    await round();
    for (const id of [quiet, talks, both]) await expect(read(id)).rejects.toMatchObject(notFound);
  });

  const talked = async (contact: string, startedAt: string, org = here) => {
    const id = ids.uuid();
    await db.query(
      `insert into conversation (id, org, thread, integration, started_at, owner, version)
       values ($1, $2, 1, $3, $4, 'none', 1)`,
      [id, org, shop, startedAt],
    );
    const agent = (name: string, user: string | null) => ({
      ...{ purpose: 'agent', user },
      doc: { name, connectedAt: startedAt },
    });
    for (const { purpose, user, doc } of [
      { purpose: 'customer', user: null, doc: { externalContactId: contact } },
      // Customers know both as Benny; one of them came back to the conversation.
      agent('Benny', ben.id),
      agent('Anna', gone),
      agent('Benny', otherBen.id),
      agent('Ben', ben.id),
      agent('Guest', null),
      { purpose: 'agent', user: anna, doc: { name: 'Never connected' } },
    ])
      await db.query(
        `insert into participant (id, org, conversation, live, purpose, user_id, doc)
         values ($1, $2, $3, false, $4, $5, $6)`,
        [ids.uuid(), org, id, purpose, user, JSON.stringify(doc)],
      );
    return id;
  };
  const conversations = (contactId: string, query = {}, as = call()) =>
    as<Listing<{ id: string }>>(contactConversationOperations.getTandemContactConversations, {
      params: { contactId },
      query,
    });

  it('have the conversations of all, newest first, with each agent once under the own name', async () => {
    const [a, b] = [await hear('a'), await hear('b')];
    const foreign = await hear('a', there);
    const agents = [
      { id: ben.id, name: 'Ben' },
      { id: gone, name: 'Anna' },
      { id: otherBen.id, name: 'Ben' },
      { name: 'Guest' },
    ];
    const one = await talked(a, '2026-01-01T00:00:00.000Z');
    const two = await talked(b, '2026-01-02T00:00:00.000Z');
    await talked(a, '2026-01-03T00:00:00.000Z', there);
    expect((await conversations(a)).body).toMatchObject({
      total: 1,
      entities: [{ id: one, startTime: '2026-01-01T00:00:00.000Z', agents }],
    });
    const both = String((await merge([a, b])).id);
    expect((await conversations(both)).body).toMatchObject({
      ...{ total: 2, entities: [{ id: two }, { id: one }] },
    });
    const second = await conversations(both, { pageSize: 1, pageNumber: 2 });
    expect(second.body).toMatchObject({ total: 2, entities: [{ id: one }] });
    expect((await conversations(foreign, {}, stranger())).body.total).toBe(0);
    await expect(conversations(both, {}, stranger())).rejects.toMatchObject(notFound);
  });
});

describe('the fields of merged contacts', () => {
  it('are those of the contact changed last; what contradicts goes where there is room', () => {
    expect(
      mergedDoc(
        [
          { firstName: 'New', lastName: '', workEmail: 'a@x', cellPhone: { userInput: '+49 1' } },
          { firstName: 'Old', lastName: 'Name', workEmail: 'b@x', cellPhone: { e164: '+491' } },
          { workEmail: 'c@x', otherEmail: 'A@x ' },
          { workEmail: 'd@x' },
        ],
        { title: 'Dr.' },
      ),
    ).toEqual({
      ...{ title: 'Dr.', firstName: 'New', lastName: 'Name' },
      ...{ workEmail: 'a@x', personalEmail: 'b@x', otherEmail: 'c@x' },
      cellPhone: { userInput: '+49 1' },
    });
  });
});
