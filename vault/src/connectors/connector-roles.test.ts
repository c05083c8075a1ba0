import {
  connectorRights,
  connectorRoles,
  type OperationSpec,
  connectorOperations as operations,
} from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consent, startTestConnectors, type TestConnectors } from './testing/test-connectors.ts';

/** As the vendor's table has it, written down once more: six write, three look, one does neither. */
const table: readonly (readonly [string, 'write' | 'read' | 'none'])[] = [
  ['Full administrator', 'write'],
  ['Contact Center Service administrator', 'write'],
  ['External Admin with full administrator role', 'write'],
  ['External Admin with Contact Center specific administrator role', 'write'],
  ['Help desk administrator with full administrator role', 'write'],
  ['Partner full administrator', 'write'],
  ['Read-only administrator', 'none'],
  ['External Admin with read-only role', 'read'],
  ['Help desk administrator (Basic)', 'read'],
  ['Partner read-only administrator', 'read'],
];

describe('S4.2 access of the ten administrator roles', () => {
  let at: TestConnectors;
  const org = systemIds.uuid();
  beforeAll(async () => {
    at = await startTestConnectors();
  });
  afterAll(() => at[Symbol.asyncDispose]());

  it('is that of the table', () => {
    expect(connectorRoles.map(({ name, right }) => [name, right])).toEqual(table);
  });

  it.each(table)('%s: %s', async (name, right) => {
    const role = connectorRoles.find((one) => one.name === name);
    const person = at.person(org, connectorRights[role?.right ?? 'none']);
    const owner = at.person(org);
    const body = { kind: 'platform', name, scopes: ['users:readonly'], consent };
    const existing = { ...body, name: `${name} (there)` };
    const made = await owner.call(operations.postConnectors, { body: existing });
    const params = { connectorId: made.body.id as string };
    const status = async (operation: OperationSpec, input: object = {}) =>
      (await person.call(operation, { params, ...input })).status;
    const mayLook = right !== 'none';
    expect(await status(operations.getConnectors)).toBe(mayLook ? 200 : 403);
    expect(await status(operations.getConnector)).toBe(mayLook ? 200 : 403);
    const mayWrite = right === 'write';
    const wider = { ...existing, scopes: ['users'] };
    expect(await status(operations.postConnectors, { body })).toBe(mayWrite ? 201 : 403);
    expect(await status(operations.putConnector, { body: wider })).toBe(mayWrite ? 200 : 403);
    expect(await status(operations.postConnectorDeactivate)).toBe(mayWrite ? 200 : 403);
    expect(await status(operations.postConnectorReactivate)).toBe(mayWrite ? 200 : 403);
    expect(await status(operations.deleteConnector)).toBe(mayWrite ? 204 : 403);
  });
});
