import { botConnectorType } from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { messageFlowChoices } from './message-flow-choices.ts';

let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

const [here, there] = [derivedUuid('here'), derivedUuid('there')];

/** A Bot Connector with bots in its list. */
const connect = async (org: string, name: string, bots: readonly object[]) => {
  const id = derivedUuid('connector', org, name);
  await db.query(
    `insert into app_integration (org, id, type, name, notes, properties, version, intended, state, state_at,
       delivery, delivery_settings, created_at, modified_at)
     values ($1, $2, $3, $4, '', '{}', 1, 'ENABLED', 'ACTIVE', now(), '', '{}', now(), now())`,
    [org, id, botConnectorType, name],
  );
  await db.query(
    `insert into bot_connector_list (org, integration, bots, modified_at) values ($1, $2, $3, now())`,
    [org, id, JSON.stringify(bots)],
  );
  return id;
};

describe('what message flows choose from', () => {
  it('are the bots of each Bot Connector of the organisation, by name or else by id', async () => {
    const shop = await connect(here, 'Shop bots', [
      { id: 'b2', name: 'Returns', versions: [] },
      { id: 'b1', versions: [] },
    ]);
    const bank = await connect(here, 'Bank bots', [{ id: 'b1', name: 'Cards', versions: [] }]);
    await connect(there, 'Elsewhere', [{ id: 'x', name: 'Other', versions: [] }]);
    expect(await messageFlowChoices(db).connectorBot?.(here)).toEqual([
      { id: `${shop}/b1`, name: 'b1' },
      { id: `${bank}/b1`, name: 'Cards' },
      { id: `${shop}/b2`, name: 'Returns' },
    ]);
  });
});
