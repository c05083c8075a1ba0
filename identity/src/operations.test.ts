import {
  auditScopes,
  authorizationOperations as authorization,
  divisionsOperations as divisions,
  type OperationSpec,
  oauthOperations as oauth,
  organizationsOperations as organizations,
  tokensOperations as tokens,
} from '@tandem/contract';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Case,
  operationCases as cases,
  createMaker,
  type Given,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from './testing/index.ts';

const successOf = ({ reply }: OperationSpec) => Number(Object.keys(reply)[0]);

describe('every operation', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let globex: TestOrganisation;
  let given: Given;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    globex = await test.organisation('Globex');
    given = { acme, test, make: createMaker(acme) };
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const tokenFor = ({ asUser }: Case, who: TestOrganisation) =>
    asUser ? who.userToken() : who.token();

  it.each(cases)('%s answers what the contract says', async (_name, one) => {
    const { operation } = one;
    const input = await one.given(given);
    if (operation.body) expect([...Value.Errors(operation.body, input.body)]).toEqual([]);
    const reply = await test.call(operation, input, await tokenFor(one, acme));
    expect(reply.status, JSON.stringify(reply.body)).toBe(successOf(operation));
    const schema = operation.reply[reply.status];
    if (schema) expect([...Value.Errors(schema, reply.body)]).toEqual([]);
    else expect(reply.body).toBeNull();
  });

  it.each(
    cases.filter(
      ([
        ,
        {
          operation: { method, path },
        },
      ]) => `${method} ${path}` in auditScopes,
    ),
  )('%s is in the audit log, if it changes something', async (_name, one) => {
    const { method, path } = one.operation;
    const scope = auditScopes[`${method} ${path}`];
    const input = await one.given(given);
    const token = await tokenFor(one, acme);
    const entries = () =>
      test.db.query<{ id: string; action: string; entity: string }>(
        `select id, action, entity_type as entity from audit_log where org = $1 and action not like 'signIn%'`,
        [acme.org],
      );
    const before = new Set((await entries()).map(({ id }) => id));
    await test.call(one.operation, input, token);
    const noted = (await entries()).filter(({ id }) => !before.has(id));
    if (scope?.kind !== 'audited') return expect(noted).toEqual([]);
    expect(noted.length).toBeGreaterThan(0);
    for (const { action, entity } of noted) {
      expect(scope.action).toContain(action);
      expect(scope.entity).toContain(entity);
    }
  });

  it.each(cases)('%s needs a token', async (_name, one) => {
    expect((await test.call(one.operation, await one.given(given))).status).toBe(401);
  });

  it.each(cases.filter(([, { operation }]) => operation.permission))(
    '%s needs its permission',
    async (_name, one) => {
      const token = await acme.token('bridge:actions:view');
      expect((await test.call(one.operation, await one.given(given), token)).status).toBe(403);
    },
  );

  it.each(
    cases.filter(([, { operation, idsInBody }]) => operation.path.includes('{') || idsInBody),
  )('%s finds nothing of another organisation', async (_name, one) => {
    const input = await one.given(given);
    const reply = await test.call(one.operation, input, await globex.token());
    expect(reply).toMatchObject({ status: 404, body: { code: 'not.found' } });
  });

  it.each(cases.filter(([, { operation }]) => operation.path.includes('{')))(
    '%s finds nothing by an unknown id',
    async (_name, one) => {
      const { params, ...input } = await one.given(given);
      for (const id of ['00000000-0000-4000-8000-000000000000', 'no-id']) {
        const unknown = Object.fromEntries(
          Object.keys(params ?? {}).map((name) => [name, name === 'objectType' ? 'USER' : id]),
        );
        const reply = await acme.call(one.operation, { ...input, params: unknown });
        expect(reply.status).toBe(404);
      }
    },
  );

  it('is here', () => {
    const served = new Set(test.identity.handlers.map(({ operation }) => operation));
    const families = { ...authorization, ...divisions, ...oauth, ...tokens, ...organizations };
    const missing = Object.entries(families)
      .filter(([, operation]) => !served.has(operation))
      .map(([name]) => name);
    expect(missing).toEqual([]);
  });
});
