import { variableOperations as operations, variablePermissions } from '@tandem/contract';
import { testIds } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestVault, type TestVault } from '../testing/index.ts';

const [acme, globex] = [testIds('acme').uuid(), testIds('globex').uuid()];
const planted = 'planted-variable-secret';

describe('variables of an organisation', () => {
  let test: TestVault;
  beforeAll(async () => {
    test = await startTestVault({
      environment: new Map([
        ['REGION', 'from outside'],
        ['shared', 'of the environment'],
      ]),
    });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const make = (org: string, body: object) =>
    test.person(org).call(operations.postVariables, { body });
  const list = async (org: string) => {
    const query = { pageSize: 100 };
    const { body } = await test.person(org).call(operations.getVariables, { query });
    return body.entities as { name: string; value: unknown; secure: boolean; source: string }[];
  };

  it('keep their type, and are answered whole', async () => {
    const made = await make(acme, { name: 'retries', type: 'Integer', value: 3 });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'retries', type: 'Integer', value: 3, secure: false, source: 'organisation' },
    });
    const read = await test
      .person(acme)
      .call(operations.getVariable, { params: { variableId: made.body.id } });
    expect(read.body).toEqual(made.body);
    expect(await test.vault.variables.globals(acme)).toMatchObject({ retries: 3 });
    expect(await test.vault.variables.lookup(acme, 'Retries')).toBe('3');
  });

  it('are sealed where they are secure: never answered, told of or given to templates', async () => {
    const secure = { name: 'token', type: 'String', value: planted, secure: true };
    const { body } = await make(acme, secure);
    const put = (change: object) =>
      test.person(acme).call(operations.putVariable, {
        params: { variableId: body.id },
        body: { name: 'token', type: 'String', secure: true, ...change },
      });
    expect(body).toMatchObject({ value: null, secure: true });
    expect((await put({ description: 'of the shop' })).body).toMatchObject({ value: null });
    expect(await test.vault.variables.lookup(acme, 'token')).toBe(planted);
    await put({ value: `${planted}-2` });
    expect(await test.vault.variables.lookup(acme, 'token')).toBe(`${planted}-2`);
    const stored = await test.db.query('select * from organisation_variable');
    const shown = [await list(acme), test.notes, stored, await test.vault.variables.globals(acme)];
    expect(JSON.stringify(shown)).not.toContain(planted);
    expect(Buffer.from(JSON.stringify(stored)).includes(planted)).toBe(false);
  });

  it('that are secure, or of the environment, are nothing that flows can read', async () => {
    await make(acme, { name: 'hidden', type: 'String', value: planted, secure: true });
    await make(acme, { name: 'open', type: 'Integer', value: 3 });
    await make(globex, { name: 'hidden', type: 'String', value: 'of globex' });
    const { hidden, lookupForFlow } = test.vault.variables;
    expect(await hidden(acme)).toEqual(expect.arrayContaining(['hidden', 'REGION']));
    expect(await hidden(acme)).not.toContain('open');
    expect(await hidden(globex)).not.toContain('hidden');
    expect(await lookupForFlow(acme, 'open')).toBe('3');
    expect(await lookupForFlow(globex, 'hidden')).toBe('of globex');
    expect(await lookupForFlow(acme, 'nobody')).toBeNull();
    for (const name of ['hidden', 'REGION'])
      await expect(lookupForFlow(acme, name)).rejects.toMatchObject({
        ...{ status: 409, code: 'vault.variable.not.for.flows' },
        message: expect.stringContaining(name),
      });
  });

  it('give no secret away when they stop being secure without a new value', async () => {
    const { body } = await make(acme, {
      name: 'pin',
      type: 'String',
      value: planted,
      secure: true,
    });
    const open = { name: 'pin', type: 'String', secure: false };
    const params = { variableId: body.id };
    const reply = await test.person(acme).call(operations.putVariable, { params, body: open });
    expect(reply).toMatchObject({ status: 400, body: { code: 'vault.variable.invalid' } });
  });

  it.each([
    [{ name: 'a', type: 'Integer', value: 1.5 }],
    [{ name: 'a', type: 'Boolean', value: 'yes' }],
    [{ name: 'a', type: 'DateTime', value: 'tomorrow' }],
    [{ name: 'a', type: 'Integer', value: 1, secure: true }],
    [{ name: 'a', type: 'String' }],
  ])('are refused when type and value do not fit: %j', async (body) => {
    expect(await make(acme, body)).toMatchObject({
      status: 400,
      body: { code: 'vault.variable.invalid' },
    });
  });

  it('have names that differ by more than case', async () => {
    await make(globex, { name: 'Once', type: 'Boolean', value: true });
    const again = await make(globex, { name: 'once', type: 'Boolean', value: false });
    expect(again).toMatchObject({ status: 409, body: { code: 'vault.variable.name.taken' } });
  });

  it('belong to one organisation', async () => {
    const { body } = await make(acme, { name: 'mine', type: 'String', value: 'm' });
    const params = { variableId: body.id };
    const theirs = test.person(globex);
    const request = { name: 'mine', type: 'String', value: 'x' };
    for (const reply of [
      await theirs.call(operations.getVariable, { params }),
      await theirs.call(operations.putVariable, { params, body: request }),
      await theirs.call(operations.deleteVariable, { params }),
    ])
      expect(reply.status).toBe(404);
    expect(await test.vault.variables.lookup(globex, 'mine')).toBeNull();
    expect(await test.vault.variables.globals(globex)).not.toHaveProperty('mine');
  });

  it('are deleted with an entry in the audit log, and gone at once', async () => {
    const { body } = await make(acme, { name: 'brief', type: 'String', value: 'b' });
    expect(await test.vault.variables.globals(acme)).toHaveProperty('brief');
    const params = { variableId: body.id };
    const deleted = await test.person(acme).call(operations.deleteVariable, { params });
    expect(deleted.status).toBe(204);
    expect(await test.vault.variables.globals(acme)).not.toHaveProperty('brief');
    const told = test.notes.filter(({ entity }) => entity.id === body.id);
    expect(told.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  it('of other nodes are seen after a second', async () => {
    await test.vault.variables.globals(acme);
    await test.db.query(
      `insert into organisation_variable (org, id, name, type, description, value, created_at, modified_at)
       values ($1, $2, 'elsewhere', 'String', '', '"v"', now(), now())`,
      [acme, testIds('elsewhere').uuid()],
    );
    expect(await test.vault.variables.globals(acme)).not.toHaveProperty('elsewhere');
    await test.clock.advance(1_001);
    expect(await test.vault.variables.globals(acme)).toMatchObject({ elsewhere: 'v' });
  });

  it('of the environment are listed by name alone, and hidden by those of the organisation', async () => {
    await make(acme, { name: 'shared', type: 'String', value: 'of acme' });
    expect(await test.vault.variables.lookup(acme, 'REGION')).toBe('from outside');
    expect(await test.vault.variables.lookup(acme, 'shared')).toBe('of acme');
    expect(await test.vault.variables.lookup(globex, 'shared')).toBe('of the environment');
    const environment = (await list(acme)).filter(({ source }) => source === 'environment');
    expect(environment).toEqual([expect.objectContaining({ name: 'REGION', value: null })]);
  });

  it('are for those who have the permission', async () => {
    const person = test.person(acme, { permissions: variablePermissions.slice(0, 1) });
    const body = { name: 'no', type: 'String', value: 'n' };
    expect((await person.call(operations.postVariables, { body })).status).toBe(403);
    expect((await person.call(operations.getVariables)).status).toBe(200);
  });
});
