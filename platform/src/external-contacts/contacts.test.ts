import {
  type AuditNote,
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
  testPrincipal,
} from '../testing/index.ts';
import { externalContactHandlers, resolveContact } from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const [shop, bank] = [derivedUuid('shop'), derivedUuid('bank')];

let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

describe('external contacts', () => {
  const clock = createTestClock();
  const notes: AuditNote[] = [];
  const callerFor = (org: string) =>
    checkedCallerOf(
      externalContactHandlers({
        ...{ db, clock, ids: createTestIds(`contacts ${org}`), directory: testDirectory({}) },
        audit: async (_tx, note) => void notes.push(note),
      }),
      testPrincipal(org),
    );
  let call: ReturnType<typeof callerFor>;
  let stranger: ReturnType<typeof callerFor>;
  beforeEach(async () => {
    await db.query('truncate external_contact cascade');
    notes.length = 0;
    [call, stranger] = [callerFor(here), callerFor(there)];
  });

  const create = async (body: ExternalContact, as = call) =>
    (await as<ExternalContact>(ops.postExternalcontactsContacts, { body })).body;
  const read = async (contactId: string | undefined, as = call) =>
    (
      await as<ExternalContact>(ops.getExternalcontactsContact, {
        params: { contactId: String(contactId) },
      })
    ).body;
  const search = async (q: string, as = call) =>
    (await as<Listing<ExternalContact>>(ops.getExternalcontactsContacts, { query: { q } })).body;
  const ada = { firstName: 'Ada', lastName: 'Lovelace', workEmail: 'Ada@Example.com' };

  it('are noted in the audit log: which fields changed, never what stands in them', async () => {
    const { id } = await create(ada);
    const params = { contactId: String(id) };
    const body = { ...ada, lastName: 'King', workEmail: 'king@example.com' };
    await call(ops.putExternalcontactsContact, { params, body });
    await expect(stranger(ops.deleteExternalcontactsContact, { params })).rejects.toMatchObject({
      status: 404,
    });
    await call(ops.deleteExternalcontactsContact, { params });
    const entity = { type: 'externalContact', id };
    const act = { org: here, entity, actor: expect.objectContaining({ kind: 'client' }) };
    const all = { firstName: {}, lastName: {}, workEmail: {}, identifiers: {} };
    expect(notes).toEqual([
      expect.objectContaining({ ...act, action: 'create', changes: all }),
      expect.objectContaining({
        ...{ ...act, action: 'update' },
        changes: { lastName: {}, workEmail: {}, identifiers: {} },
      }),
      expect.objectContaining({ ...act, action: 'delete', changes: all }),
    ]);
    expect(JSON.stringify(notes)).not.toMatch(/Ada|King|Lovelace|example/);
  });

  it('stay as they were when the audit log does not take the entry', async () => {
    const { id } = await create(ada);
    const other = await create({});
    const params = { contactId: String(id) };
    const deaf = checkedCallerOf(
      externalContactHandlers({
        ...{ db, clock, ids: createTestIds('deaf'), directory: testDirectory({}) },
        audit: () => Promise.reject(new Error('full')),
      }),
      testPrincipal(here),
    );
    for (const tried of [
      () => deaf(ops.postExternalcontactsContacts, { body: { firstName: 'New' } }),
      () => deaf(ops.putExternalcontactsContact, { params, body: { firstName: 'New' } }),
      () => deaf(ops.deleteExternalcontactsContact, { params }),
      () =>
        deaf(contactMergeOperations.postExternalcontactsContactsMerge, {
          body: { contactIds: [String(id), String(other.id)] },
        }),
    ])
      await expect(tried()).rejects.toThrow('full');
    expect(await read(id)).toMatchObject(ada);
    expect((await search('')).total).toBe(2);
  });

  it('are created, read, searched, replaced and deleted', async () => {
    const made = await create({ ...ada, cellPhone: { userInput: '+49 (170) 123-45' } });
    expect(made).toMatchObject({ ...ada, type: 'Curated' });
    expect(made.identifiers).toEqual([
      { type: 'Email', value: 'ada@example.com' },
      { type: 'Phone', value: '+4917012345' },
    ]);
    expect(await read(made.id)).toEqual(made);
    await create({ firstName: '100%' });
    for (const [q, total] of [
      ['LOVELACE', 1],
      ['ada love', 1],
      ['17012345', 1],
      ['%', 1],
      ['nobody', 0],
      ['', 2],
    ] as const)
      expect((await search(q)).total).toBe(total);
    const params = { contactId: String(made.id) };
    const replaced = await call<ExternalContact>(ops.putExternalcontactsContact, {
      params,
      body: { firstName: 'Ada', workEmail: 'countess@example.com' },
    });
    expect(replaced.body.lastName).toBeUndefined();
    expect(replaced.body.identifiers).toEqual([{ type: 'Email', value: 'countess@example.com' }]);
    expect((await search('lovelace')).total).toBe(0);
    expect((await call(ops.deleteExternalcontactsContact, { params })).status).toBe(200);
    await expect(read(made.id)).rejects.toMatchObject({ status: 404 });
    await create(ada);
  });

  it('are looked up by an identifier, and an identifier is one contact’s', async () => {
    const source = { id: derivedUuid('crm'), name: 'CRM' };
    const made = await create({ ...ada, externalIds: [{ externalSource: source, value: 'C-1' }] });
    const lookup = (body: object, as = call) =>
      as<ExternalContact>(ops.postExternalcontactsIdentifierlookup, { body });
    expect((await lookup({ type: 'Email', value: ' ADA@example.com' })).body.id).toBe(made.id);
    const byId = { type: 'ExternalId', externalSource: source, value: 'C-1' };
    expect((await lookup(byId)).body.id).toBe(made.id);
    for (const [body, as] of [
      [{ type: 'Email', value: 'nobody@example.com' }, call],
      [{ type: 'ExternalId', value: 'C-1' }, call],
      [{ type: 'Email', value: 'ada@example.com' }, stranger],
    ] as const)
      await expect(lookup(body, as)).rejects.toMatchObject({ status: 404 });
    await expect(
      create({ firstName: 'Other', otherEmail: 'ada@example.com' }),
    ).rejects.toMatchObject({ status: 409, code: 'externalcontacts.identifier.taken' });
    expect((await search('other')).total).toBe(0);
  });

  it('of another organisation do not exist', async () => {
    const { id } = await create(ada);
    expect((await search('ada', stranger)).total).toBe(0);
    const params = { contactId: String(id) };
    for (const operation of [ops.getExternalcontactsContact, ops.deleteExternalcontactsContact])
      await expect(stranger(operation, { params })).rejects.toMatchObject({ status: 404 });
    await expect(
      stranger(ops.putExternalcontactsContact, { params, body: {} }),
    ).rejects.toMatchObject({ status: 404 });
    expect((await create(ada, stranger)).id).not.toBe(id);
    await expect(read('nonsense')).rejects.toMatchObject({ status: 404 });
  });

  const deps = () => ({ db, clock, ids: createTestIds('resolved') });
  const resolve = (
    integrationId: string,
    sender: { id: string; idType: string; email?: string; nickname?: string },
    externalSource: string | null = null,
    org = here,
  ) => resolveContact(deps(), { org, integrationId, externalSource }, sender);

  it('are found for customers over several integrations, or made once', async () => {
    const made = await create(ada);
    const byMail = { id: 'ADA@example.com', idType: 'Email' };
    expect(await resolve(shop, byMail)).toBe(made.id);
    expect(await resolve(bank, byMail)).toBe(made.id);
    expect(await resolve(shop, { id: 'x-1', idType: 'opaque', email: 'ada@example.com' })).toBe(
      made.id,
    );
    // The opaque id is the contact's by now, within that integration.
    expect(await resolve(shop, { id: 'x-1', idType: 'Opaque' })).toBe(made.id);
    const other = await resolve(bank, { id: 'x-1', idType: 'Opaque', nickname: 'Bob' });
    expect(other).not.toBe(made.id);
    expect(await read(String(other))).toMatchObject({ type: 'Ephemeral', firstName: 'Bob' });
    const shared = 'crm';
    const inBank = await resolve(bank, { id: 'y-1', idType: 'Opaque' }, shared);
    expect(await resolve(shop, { id: 'y-1', idType: 'Opaque' }, shared)).toBe(inBank);
    expect(await resolve(shop, byMail, null, there)).not.toBe(made.id);
  });

  it('are not found by what is longer than any address, and such is no mistake of the customer', async () => {
    const long = `${'0123456789abcdef'.repeat(32)}-${'ğ'.repeat(9_000)}`;
    const random = Array.from({ length: 6_000 }, (_, n) =>
      derivedUuid('long', String(n)).slice(0, 1),
    ).join('');
    for (const id of [long, random]) {
      expect(await resolve(shop, { id, idType: 'Opaque' })).toBeNull();
      await expect(create({ ...ada, workEmail: id })).rejects.toMatchObject({ status: 400 });
      await expect(create({ identifiers: [{ type: 'Cookie', value: id }] })).rejects.toMatchObject({
        status: 400,
      });
    }
    const known = await resolve(shop, { id: random, idType: 'Opaque', email: 'ada@example.com' });
    expect(await resolve(bank, { id: 'ada@example.com', idType: 'Email' })).toBe(known);
  });

  it('of a known customer are found with one statement, and nothing is locked', async () => {
    const sender = { id: 'x-9', idType: 'Opaque', email: 'nine@example.com' };
    const made = await resolve(shop, sender);
    let asked = 0;
    const counting: Database = {
      ...db,
      query: (text, values) => {
        asked += 1;
        return db.query(text, values);
      },
      transaction: () => Promise.reject(new Error('nothing is new')),
    };
    const scope = { org: here, integrationId: shop, externalSource: null };
    expect(await resolveContact({ ...deps(), db: counting }, scope, sender)).toBe(made);
    expect(asked).toBe(1);
  });

  it('keep addresses that stand in no field when they are saved, until somebody names the identifiers', async () => {
    const made = await create(ada);
    await create(ada, stranger);
    const known = { idType: 'Email', email: 'signed@example.com' };
    await resolve(shop, { ...known, id: 'ada@example.com' });
    await resolve(shop, { id: '+49 170 1', idType: 'Phone', email: 'signed@example.com' });
    const params = { contactId: String(made.id) };
    const put = async (body: ExternalContact) =>
      (await call<ExternalContact>(ops.putExternalcontactsContact, { params, body })).body;
    const saved = await put({ firstName: 'Ada', workEmail: 'new@example.com' });
    expect(saved.identifiers?.map(({ value }) => value).toSorted()).toEqual([
      ...['+491701', 'new@example.com', 'signed@example.com'],
    ]);
    expect((await search('signed@')).total).toBe(1);
    expect(await resolve(bank, { id: 'signed@example.com', idType: 'Email' })).toBe(made.id);
    const named = await put({ firstName: 'Ada', identifiers: [{ type: 'Cookie', value: 'k' }] });
    expect(named.identifiers).toEqual([{ type: 'Cookie', value: 'k' }]);
    expect((await search('ada@', stranger)).total).toBe(1);
  });

  it('go some time after the last message, unless somebody keeps them by hand', async () => {
    const retention = (days: number) =>
      createPlatformRetention({ db, clock, log: silentLog, days, pauseMs: 0 });
    const dayMs = 24 * 3_600_000;
    const ids = createTestIds('seen');
    const hear = (id: string) =>
      resolveContact(
        { db, clock, ids },
        { org: here, integrationId: shop, externalSource: null },
        { id, idType: 'Opaque' },
      );
    const [quiet, talks] = [await hear('quiet'), await hear('talks')];
    const kept = await create(ada);
    await clock.advance(20 * dayMs);
    expect(await hear('talks')).toBe(talks);
    await clock.advance(20 * dayMs);
    expect((await retention(0).round())?.['contacts']).toBeUndefined();
    expect((await retention(30).round())?.['contacts']).toBe(1);
    await expect(read(String(quiet))).rejects.toMatchObject({ status: 404 });
    expect((await read(String(talks))).id).toBe(talks);
    expect(await hear('quiet')).not.toBe(quiet);
    await clock.advance(400 * dayMs);
    expect((await retention(30).round())?.['contacts']).toBe(2);
    expect((await read(String(kept.id))).id).toBe(kept.id);
  });

  it('of a new customer is one, however many messages come at once', async () => {
    const found = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        resolveContact(
          { db, clock, ids: createTestIds(`racer ${n}`) },
          { org: here, integrationId: shop, externalSource: null },
          { id: '+49 170 1', idType: 'Phone' },
        ),
      ),
    );
    expect(new Set(found).size).toBe(1);
    expect((await search('')).total).toBe(1);
  });
});
