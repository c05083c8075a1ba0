import { expect, it } from 'vitest';
import { handOver, openChat, orgB, startServedWorld } from '../testing/index.ts';

it('an integration that another organisation claims with a hundred endpoints is still that of its own', async () => {
  await using world = await startServedWorld();
  const { fake, db } = world;
  const chat = await openChat((await world.endpoint()).base);
  const conversation = await handOver(world, chat);
  const claims = await db.query(
    `with copied as (
       insert into endpoint
       select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'org', $1::uuid,
         'token', 'claim-' || n, 'name', 'Claim ' || n, 'secret_hash', null, 'secrets', '{}'::jsonb))).*
       from endpoint e, generate_series(1, 100) n returning id, org)
     insert into endpoint_integration (integration_id, endpoint, org, seen_at)
     select $2, id, org, now() + interval '1 hour' from copied returning 1`,
    [orgB, conversation.integration.id],
  );
  expect(claims).toHaveLength(100);
  expect(await fake.deliver(conversation, fake.webhookBody(conversation, 'from the agent'))).toBe(
    200,
  );
  expect((await chat.texts()).at(-1)).toBe('from the agent');
});
