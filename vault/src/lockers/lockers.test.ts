import { lockerRights, vaultOperations as operations, vaultPermissions } from '@tandem/contract';
import { testIds } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, startTestVault, type TestVault } from '../testing/index.ts';

const [acme, globex] = [testIds('acme').uuid(), testIds('globex').uuid()];
const names = testIds('names');
const fresh = (name: string) => `${name} ${names.hex32()}`;

describe('lockers', () => {
  let test: TestVault;
  beforeAll(async () => {
    test = await startTestVault();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const make = async (owner: Person, name = fresh('Locker')) => {
    const { status, body } = await owner.call(operations.postVaultLockers, { body: { name } });
    expect(status).toBe(201);
    return body.id as string;
  };
  const join = (owner: Person, lockerId: string, [userId, role]: [string, string]) =>
    owner.call(operations.putVaultLockerMember, { params: { lockerId, userId }, body: { role } });

  it('belong to whoever makes them; their names are taken whatever the case', async () => {
    const ada = test.person(acme);
    const id = await make(ada, 'Payments');
    expect(
      (await ada.call(operations.getVaultLocker, { params: { lockerId: id } })).body,
    ).toMatchObject({
      name: 'Payments',
      roles: ['owner'],
      members: [{ user: { id: ada.id, name: 'Ada' }, role: 'owner' }],
    });
    const again = await ada.call(operations.postVaultLockers, { body: { name: '  pAYMENTS ' } });
    expect(again).toMatchObject({ status: 409, body: { code: 'vault.locker.name.taken' } });
    const other = test.person(globex);
    expect(
      (await other.call(operations.postVaultLockers, { body: { name: 'Payments' } })).status,
    ).toBe(201);
  });

  it('are not there for another organisation, nor for who does not belong to them', async () => {
    const ada = test.person(acme);
    const lockerId = await make(ada);
    const administrator = test.person(globex, { permissions: vaultPermissions });
    for (const stranger of [test.person(globex), administrator, test.person(acme)]) {
      const params = { lockerId, userId: stranger.id, roleId: stranger.id };
      const listed = await stranger.call(operations.getVaultLockers, { query: { pageSize: 500 } });
      expect(JSON.stringify(listed.body)).not.toContain(lockerId);
      const bodies = { putVaultLocker: { name: 'x' }, putVaultLockerMember: { role: 'owner' } };
      for (const name of [
        'getVaultLocker',
        'putVaultLocker',
        'deleteVaultLocker',
        'putVaultLockerMember',
        'deleteVaultLockerMember',
        'putVaultLockerConsumer',
        'deleteVaultLockerConsumer',
      ] as const) {
        const body = bodies[name as keyof typeof bodies];
        expect([name, (await stranger.call(operations[name], { params, body })).status]).toEqual([
          name,
          404,
        ]);
      }
    }
    const nonsense = await ada.call(operations.getVaultLocker, { params: { lockerId: 'x' } });
    expect(nonsense.status).toBe(404);
  });

  it('allow each role what the table says, and nothing else', async () => {
    const owner = test.person(acme);
    const lockerId = await make(owner);
    const role = test.role(acme, 'Bots');
    const consumer = test.person(acme, { roles: [role] });
    await owner.call(operations.putVaultLockerConsumer, { params: { lockerId, roleId: role } });
    const [manager, participant] = [test.person(acme), test.person(acme)];
    await join(owner, lockerId, [manager.id, 'manager']);
    await join(owner, lockerId, [participant.id, 'participant']);
    const people = { owner, manager, participant, consumer };
    const other = test.person(acme);
    const otherRole = test.role(acme, 'Others');
    const acts = {
      viewLocker: [operations.getVaultLocker, { lockerId }, undefined],
      editLocker: [operations.putVaultLocker, { lockerId }, { name: 'Shared' }],
      manageMembers: [
        operations.putVaultLockerMember,
        { lockerId, userId: other.id },
        { role: 'participant' },
      ],
      manageConsumers: [
        operations.putVaultLockerConsumer,
        { lockerId, roleId: otherRole },
        undefined,
      ],
    } as const;
    for (const [right, [operation, params, body]] of Object.entries(acts))
      for (const [name, person] of Object.entries(people)) {
        const allowed = (
          lockerRights[right as keyof typeof lockerRights] as readonly string[]
        ).includes(name);
        const { status } = await person.call(operation, { params, body });
        expect([right, name, status]).toEqual([right, name, allowed ? 200 : 403]);
      }
    for (const person of [participant, consumer]) {
      const { status } = await person.call(operations.deleteVaultLocker, { params: { lockerId } });
      expect(status).toBe(403);
    }
    expect(
      (await manager.call(operations.deleteVaultLocker, { params: { lockerId } })).status,
    ).toBe(204);
  });

  it('have an owner at least', async () => {
    const ada = test.person(acme);
    const lockerId = await make(ada);
    const params = { lockerId, userId: ada.id };
    const last = { status: 409, body: { code: 'vault.locker.last.owner' } };
    expect(await ada.call(operations.deleteVaultLockerMember, { params })).toMatchObject(last);
    expect(await join(ada, lockerId, [ada.id, 'manager'])).toMatchObject(last);
    const second = test.person(acme);
    await join(ada, lockerId, [second.id, 'owner']);
    const leaving = [
      ada.call(operations.deleteVaultLockerMember, { params }),
      second.call(operations.deleteVaultLockerMember, { params: { lockerId, userId: second.id } }),
    ];
    const statuses = (await Promise.all(leaving)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('take no member or consumer that is not of the organisation', async () => {
    const ada = test.person(acme);
    const lockerId = await make(ada);
    const stranger = test.person(globex);
    expect((await join(ada, lockerId, [stranger.id, 'owner'])).status).toBe(400);
    const roleId = test.role(globex, 'Theirs');
    const asked = await ada.call(operations.putVaultLockerConsumer, {
      params: { lockerId, roleId },
    });
    expect(asked.status).toBe(400);
    const body = { name: fresh('Locker'), owners: [stranger.id] };
    expect((await ada.call(operations.postVaultLockers, { body })).status).toBe(400);
  });

  it('are all open to who administers every locker, and to nobody else', async () => {
    const ada = test.person(acme);
    const lockerId = await make(ada);
    const administrator = test.person(acme, { permissions: vaultPermissions });
    const seen = await administrator.call(operations.getVaultLocker, { params: { lockerId } });
    expect(seen.body.roles).toEqual(['owner']);
    expect((await join(administrator, lockerId, [administrator.id, 'manager'])).status).toBe(200);
    expect(
      (await administrator.call(operations.deleteVaultLocker, { params: { lockerId } })).status,
    ).toBe(204);
  });

  it('made by a client name their owners', async () => {
    const client = test.person(acme, { client: true });
    const ada = test.person(acme);
    const nobody = await client.call(operations.postVaultLockers, { body: { name: fresh('L') } });
    expect(nobody).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('own the locker') },
    });
    const body = { name: fresh('L'), owners: [ada.id] };
    const made = await client.call(operations.postVaultLockers, { body });
    expect(made).toMatchObject({ status: 201, body: { members: [{ role: 'owner' }], roles: [] } });
    const params = { lockerId: made.body.id };
    expect((await ada.call(operations.getVaultLocker, { params })).status).toBe(200);
  });

  it('tell the audit log of every change, once', async () => {
    const ada = test.person(acme);
    const lockerId = await make(ada, fresh('Audited'));
    const other = test.person(acme);
    const roleId = test.role(acme, 'Bots');
    for (let i = 0; i < 2; i += 1) {
      await join(ada, lockerId, [other.id, 'manager']);
      await ada.call(operations.putVaultLockerConsumer, { params: { lockerId, roleId } });
      const body = { name: 'Audited anew' };
      await ada.call(operations.putVaultLocker, { params: { lockerId }, body });
    }
    await ada.call(operations.deleteVaultLockerConsumer, { params: { lockerId, roleId } });
    await ada.call(operations.deleteVaultLockerMember, { params: { lockerId, userId: other.id } });
    await ada.call(operations.deleteVaultLocker, { params: { lockerId } });
    const notes = test.notes.filter(({ entity }) => entity.id === lockerId);
    expect(notes.map(({ action }) => action)).toEqual([
      ...['create', 'members.add', 'consumers.add', 'update'],
      ...['consumers.remove', 'members.remove', 'delete'],
    ]);
    expect(notes[1]?.changes).toEqual({ members: { to: 'Ada (manager)' } });
    expect(notes[5]?.changes).toEqual({ members: { from: 'Ada' } });
    expect(notes[4]?.changes).toEqual({ consumers: { from: 'Bots' } });
    expect(notes[0]).toMatchObject({ org: acme, actor: { kind: 'user', id: ada.id } });
  });
});
