import { vaultOperations as operations, vaultPermissions } from '@tandem/contract';
import { testIds } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, startTestVault, type TestVault } from '../testing/index.ts';

const [acme, globex] = [testIds('acme').uuid(), testIds('globex').uuid()];
const planted = 'planted-secret-value';
const names = testIds('names');
const fresh = (name: string) => `${name} ${names.hex32()}`;

describe('credentials', () => {
  let test: TestVault;
  beforeAll(async () => {
    test = await startTestVault();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const lockerOf = async (owner: Person) =>
    (await owner.call(operations.postVaultLockers, { body: { name: fresh('Locker') } })).body
      .id as string;
  const make = (owner: Person, body: object) =>
    owner.call(operations.postVaultCredentials, {
      body: {
        name: fresh('Credential'),
        attributes: [{ name: 'password', value: planted }],
        ...body,
      },
    });
  const read = (person: Person, credentialId: string) =>
    person.call(operations.getVaultCredential, { params: { credentialId } });
  const edit = (person: Person, credentialId: string, body: object) =>
    person.call(operations.putVaultCredential, { params: { credentialId }, body });

  it('take values and never give them back', async () => {
    const ada = test.person(acme);
    const lockerId = await lockerOf(ada);
    const made = await make(ada, { lockerId });
    expect(made).toMatchObject({
      status: 201,
      body: { attributes: [{ hasValue: true, masked: true }] },
    });
    const listed = await ada.call(operations.getVaultCredentials, { query: { lockerId } });
    for (const seen of [made, await read(ada, made.body.id), listed, test.notes])
      expect(JSON.stringify(seen)).not.toContain(planted);
    const rows = await test.db.query<{ text: string }>(
      `select encode(sealed, 'escape') as text from credential_value`,
    );
    expect(JSON.stringify(rows)).not.toContain(planted);
    const which = { credential: made.body.name, attribute: 'PASSWORD' };
    expect(await test.vault.secrets.resolveSecret(acme, which)).toBe(planted);
  });

  it('have names that are unique in the organisation, whatever the case', async () => {
    const [ada, other] = [test.person(acme), test.person(globex)];
    expect((await make(ada, { name: 'Billing' })).status).toBe(201);
    expect(await make(test.person(acme), { name: 'BILLING ' })).toMatchObject({
      status: 409,
      body: { code: 'vault.credential.name.taken' },
    });
    expect((await make(other, { name: 'billing' })).status).toBe(201);
    const second = await make(ada, {});
    const { attributes } = second.body;
    expect((await edit(ada, second.body.id, { name: 'biLLing', attributes })).status).toBe(409);
  });

  it('keep values that are not given, replace those that are, and drop what null says', async () => {
    const ada = test.person(acme);
    const lockerId = await lockerOf(ada);
    const { body } = await make(ada, {
      lockerId,
      attributes: [
        { name: 'user', value: 'one' },
        { name: 'password', value: 'two' },
      ],
    });
    const [user, password] = body.attributes;
    const open = (attribute: string) =>
      test.vault.secrets.resolveSecret(acme, { credential: body.id, attribute });
    const renamed = await edit(ada, body.id, {
      name: body.name,
      attributes: [
        { id: password.id, name: 'pass' },
        { id: user.id, name: 'user', value: 'three' },
      ],
    });
    expect(renamed).toMatchObject({
      status: 200,
      body: { version: 2, attributes: [{ name: 'pass', hasValue: true }, {}] },
    });
    expect([await open('pass'), await open('user')]).toEqual(['two', 'three']);
    await edit(ada, body.id, {
      name: body.name,
      attributes: [{ id: user.id, name: 'user', value: null }],
    });
    await expect(open('user')).rejects.toMatchObject({ code: 'vault.secret.no.value' });
    await expect(open(password.id)).rejects.toMatchObject({ code: 'vault.secret.unknown' });
    const stale = { name: body.name, attributes: [{ name: 'x' }], version: 1 };
    expect((await edit(ada, body.id, stale)).body.code).toBe('vault.credential.changed');
  });

  it('have from 1 to 50 attributes of different names', async () => {
    const ada = test.person(acme);
    const many = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `a${i}` }));
    expect((await make(ada, { attributes: many(50) })).body.attributes).toHaveLength(50);
    for (const attributes of [many(51), [], [{ name: 'a' }, { name: ' A' }], [{ name: ' ' }]])
      expect((await make(ada, { attributes })).status).toBe(400);
  });

  it('show participants their own only, and consumers and managers all', async () => {
    const owner = test.person(acme);
    const lockerId = await lockerOf(owner);
    const roleId = test.role(acme, 'Bots');
    const consumer = test.person(acme, { roles: [roleId] });
    const [manager, participant] = [test.person(acme), test.person(acme)];
    await owner.call(operations.putVaultLockerConsumer, { params: { lockerId, roleId } });
    for (const [person, role] of [
      [manager, 'manager'],
      [participant, 'participant'],
    ] as const)
      await owner.call(operations.putVaultLockerMember, {
        params: { lockerId, userId: person.id },
        body: { role },
      });
    const first = (await make(owner, { lockerId })).body;
    const own = (await make(participant, { lockerId })).body;
    const seen = async (person: Person) =>
      (
        await person.call(operations.getVaultCredentials, { query: { lockerId } })
      ).body.entities.map(({ id }: { id: string }) => id);
    expect(await seen(participant)).toEqual([own.id]);
    for (const person of [owner, manager, consumer])
      expect((await seen(person)).toSorted()).toEqual([first.id, own.id].toSorted());
    expect((await read(participant, first.id)).status).toBe(404);
    const body = { name: own.name, attributes: own.attributes };
    expect((await edit(consumer, own.id, body)).body.code).toBe('vault.credential.not.yours');
    expect((await edit(manager, own.id, body)).status).toBe(200);
    expect((await make(consumer, { lockerId })).status).toBe(403);
    const usable = async (person: Person) =>
      (await person.call(operations.getVaultCredentials, { query: { lockerId, usable: true } }))
        .body.total;
    expect([await usable(consumer), await usable(participant), await usable(manager)]).toEqual([
      2, 1, 0,
    ]);
  });

  it('are not there for another organisation, whatever it may', async () => {
    const ada = test.person(acme);
    const { body } = await make(ada, { lockerId: await lockerOf(ada) });
    const stranger = test.person(globex, { permissions: vaultPermissions });
    const params = { credentialId: body.id, attributeId: body.attributes[0].id };
    const request = { name: 'x', attributes: [{ name: 'x' }] };
    const statuses = [
      await read(stranger, body.id),
      await edit(stranger, body.id, request),
      await stranger.call(operations.deleteVaultCredential, { params }),
      await stranger.call(operations.putVaultValue, { params, body: { value: 'x' } }),
      await stranger.call(operations.deleteVaultValue, { params }),
      await make(stranger, { lockerId: body.locker.id }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
    const which = { credential: body.id, attribute: 'password' };
    await expect(test.vault.secrets.resolveSecret(globex, which)).rejects.toMatchObject({
      code: 'vault.secret.unknown',
    });
  });

  it('leave their locker before they are deleted, and serve nobody outside of one', async () => {
    const ada = test.person(acme);
    const lockerId = await lockerOf(ada);
    const { body } = await make(ada, { lockerId });
    const params = { credentialId: body.id };
    const inside = await ada.call(operations.deleteVaultCredential, { params });
    expect(inside).toMatchObject({ status: 409, body: { code: 'vault.credential.in.locker' } });
    expect((await ada.call(operations.deleteVaultLocker, { params: { lockerId } })).body.code).toBe(
      'vault.locker.not.empty',
    );
    await edit(ada, body.id, { name: body.name, attributes: body.attributes, lockerId: null });
    const which = { credential: body.id, attribute: 'password' };
    await expect(test.vault.secrets.resolveSecret(acme, which)).rejects.toMatchObject({
      code: 'vault.secret.unknown',
    });
    expect((await ada.call(operations.deleteVaultCredential, { params })).status).toBe(204);
    expect(
      await test.db.query('select 1 from credential_value where credential = $1', [body.id]),
    ).toEqual([]);
  });

  it('ask each consumer for a value of their own', async () => {
    const ada = test.person(acme);
    const lockerId = await lockerOf(ada);
    const roleId = test.role(acme, 'Bots');
    await ada.call(operations.putVaultLockerConsumer, { params: { lockerId, roleId } });
    const [eve, bob] = [
      test.person(acme, { roles: [roleId] }),
      test.person(acme, { roles: [roleId] }),
    ];
    const { body } = await make(ada, {
      lockerId,
      attributes: [
        { name: 'url', value: 'https://x' },
        { name: 'pin', input: 'userProvided' },
      ],
    });
    const pin = body.attributes[1];
    const requests = async (person: Person) =>
      (await person.call(operations.getVaultRequests, { query: { lockerId } })).body.entities;
    expect(await requests(eve)).toMatchObject([
      { credential: { id: body.id }, attribute: { name: 'pin' } },
    ]);
    expect(await requests(ada)).toEqual([]);
    const params = { credentialId: body.id, attributeId: pin.id };
    const supply = (person: Person, value: string) =>
      person.call(operations.putVaultValue, { params, body: { value } });
    expect((await supply(eve, 'eves-pin')).status).toBe(204);
    expect([await requests(eve), (await requests(bob)).length]).toEqual([[], 1]);
    const open = (userId?: string) =>
      test.vault.secrets.resolveSecret(acme, { credential: body.id, attribute: 'pin', userId });
    expect(await open(eve.id)).toBe('eves-pin');
    await expect(open(bob.id)).rejects.toMatchObject({ code: 'vault.secret.no.value' });
    await expect(open(undefined)).rejects.toMatchObject({
      code: 'vault.secret.user.needed',
      message: expect.stringContaining('only in runs that a person starts'),
    });
    expect((await read(bob, body.id)).body.attributes[1]).toMatchObject({
      hasValue: false,
      valueCount: 1,
    });
    const wrong = { ...params, attributeId: body.attributes[0].id };
    expect(
      (await eve.call(operations.putVaultValue, { params: wrong, body: { value: 'x' } })).status,
    ).toBe(400);
    const client = test.person(acme, { client: true, roles: [roleId] });
    expect((await supply(client, 'x')).body.code).toBe('vault.users.only');
    await eve.call(operations.deleteVaultValue, { params });
    await expect(open(eve.id)).rejects.toMatchObject({ code: 'vault.secret.no.value' });
    // What users gave is not kept when the attribute becomes everybody's.
    await supply(eve, 'again');
    const attributes = [body.attributes[0], { ...pin, input: 'standard' }];
    await edit(ada, body.id, { name: body.name, attributes });
    expect((await read(ada, body.id)).body.attributes[1]).toMatchObject({
      hasValue: false,
      valueCount: 0,
    });
  });

  it('open for their own attribute and user only', async () => {
    const ada = test.person(acme);
    const { body } = await make(ada, {
      lockerId: await lockerOf(ada),
      attributes: [
        { name: 'one', value: 'first' },
        { name: 'two', value: 'second' },
      ],
    });
    await test.db.query(
      `update credential_value v set sealed = o.sealed from credential_value o
       where v.credential = $1 and o.credential = $1 and v.attribute = $2 and o.attribute = $3`,
      [body.id, body.attributes[0].id, body.attributes[1].id],
    );
    const which = { credential: body.id, attribute: 'one' };
    await expect(test.vault.secrets.resolveSecret(acme, which)).rejects.toMatchObject({
      code: 'vault.cannot.open',
    });
  });

  it('ask every operation for its permission', async () => {
    const nobody = test.person(acme, { permissions: [] });
    for (const operation of Object.values(operations)) {
      const params = {
        lockerId: 'x',
        credentialId: 'x',
        attributeId: 'x',
        userId: 'x',
        roleId: 'x',
      };
      expect((await nobody.call(operation, { params })).status).toBe(403);
    }
  });
});

describe('use of secrets', () => {
  it('is told of whoever had it used, and of the flow that used it', async () => {
    await using test = await startTestVault();
    const ada = test.person(acme);
    const locker = await ada.call(operations.postVaultLockers, { body: { name: 'L' } });
    await ada.call(operations.postVaultCredentials, {
      body: { name: 'C', lockerId: locker.body.id, attributes: [{ name: 'p', value: planted }] },
    });
    const ids = testIds();
    const [one, two] = [ids.uuid(), ids.uuid()];
    const use = (more: object) =>
      test.vault.secrets.resolveSecret(acme, { credential: 'c', attribute: 'p', ...more });
    for (const who of [{ userId: one }, { userId: one }, { userId: two, flow: 'Refund' }, {}])
      await use(who);
    await test.vault.uses.flush();
    await use({ userId: one });
    await use({ flow: 'Refund' });
    await test.vault.uses.flush();
    const told = test.notes.filter(({ action }) => action === 'use');
    expect(told.map(({ actor, changes }) => [actor.id, changes?.['flow']?.to ?? null])).toEqual([
      [one, null],
      [two, 'Refund'],
      [null, 'Refund'],
    ]);
    expect(JSON.stringify(told)).not.toContain(planted);
  });

  it('is counted by the hour and told once an hour, without the secret', async () => {
    await using test = await startTestVault();
    const ada = test.person(acme);
    const locker = await ada.call(operations.postVaultLockers, { body: { name: 'L' } });
    const { body } = await ada.call(operations.postVaultCredentials, {
      body: { name: 'C', lockerId: locker.body.id, attributes: [{ name: 'p', value: planted }] },
    });
    const use = () => test.vault.secrets.resolveSecret(acme, { credential: 'c', attribute: 'p' });
    const told = () => test.notes.filter(({ action }) => action === 'use');
    for (let i = 0; i < 3; i += 1) await use();
    await test.vault.uses.flush();
    await use();
    await test.vault.uses.flush();
    expect(told()).toMatchObject([
      { org: acme, entity: { type: 'credential', id: body.id, name: 'C' } },
    ]);
    const seen = await ada.call(operations.getVaultCredential, {
      params: { credentialId: body.id },
    });
    expect(seen.body).toMatchObject({ uses30Days: 4, lastUsed: '2026-01-01T00:00:00.000Z' });
    await test.clock.advance(3_600_000);
    await use();
    await test.vault.uses.flush();
    expect(told()).toHaveLength(2);
    expect(JSON.stringify(test.notes)).not.toContain(planted);
  });
});
