import { createDatabase, silentLog } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { migrateSchemas } from './databases.ts';
import { sealedColumns } from './sealed-columns.ts';

/** Columns that could hold something sealed and do not, and why. */
const others: Readonly<Record<string, string>> = {
  'core.data_key.wrapped': 'wrapped under the root key; see rotateRootKey',
  'core.connection.secret_source': 'where a secret stands, never the secret',
  'core.known_browser.key': 'a hash',
  'core.sign_in_failure.key': 'a hash',
  'gateway.endpoint.secret_sources': 'where secrets stand, never the secrets',
  'gateway.channel.secret_sources': 'where secrets stand, never the secrets',
  'gateway.copilot_workspace.secret_sources': 'where secrets stand, never the secrets',
  'gateway.handover_provider.secret_sources': 'where secrets stand, never the secrets',
  'gateway.destination.secret_sources': 'where secrets stand, never the secrets',
  'platform.destination.secret_sources': 'where secrets stand, never the secrets',
  'gateway.destination_farewell.secret_sources': 'where secrets stand, never the secrets',
  'platform.destination_farewell.secret_sources': 'where secrets stand, never the secrets',
  'gateway.attachment_chunk.data': 'bytes of a file',
  'platform.media_chunk.data': 'bytes of a file',
};

/** Hashes open nothing, and need no key. */
const isHash = (column: string) => /(^|_)hash$/.test(column);

type Column = { readonly name: string; readonly column: string };

/** Bytes, and whatever is called a secret. */
const suspicious = `select table_schema || '.' || table_name || '.' || column_name as name, column_name as column
  from information_schema.columns
  where table_schema in ('core', 'platform', 'gateway')
    and (data_type = 'bytea' or data_type in ('text', 'json', 'jsonb') and column_name ~ '(secret|sealed|password|private_key|refresh|tokens)')`;

describe('sealed columns', () => {
  it('are registered, every one; what only looks like one says why', async () => {
    await using home = await testDatabase();
    await migrateSchemas({ connection: home.connection, halves: ['gateway', 'platform'] });
    const db = createDatabase({ connection: home.connection, schema: 'core', log: silentLog });
    const found = await db.query<Column>(suspicious);
    await db.close();
    const registered = Object.entries(sealedColumns).flatMap(([schema, columns]) =>
      columns.map(({ table, column }) => `${schema}.${table}.${column}`),
    );
    const names = found.filter(({ column }) => !isHash(column)).map(({ name }) => name);
    expect(names.filter((name) => !registered.includes(name) && !(name in others))).toEqual([]);
    expect(registered.filter((name) => !names.includes(name))).toEqual([]);
    expect(Object.keys(others).filter((name) => !names.includes(name))).toEqual([]);
  });
});
