import {
  type ConversationLabels,
  type ConversationViewing,
  deskOperations as desk,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { type Caller, notFound, useAgentWork } from './agent-work.testing.ts';
import { anna, ben, there, zoe } from './conversation.testing.ts';
import { addLabels } from './labels.store.ts';

const work = useAgentWork();
const { connected } = work;

type Change = { readonly add?: readonly string[]; readonly remove?: readonly string[] };
const of = (conversationId: string) => ({ params: { conversationId } });
const change = async (caller: Caller, id: string, body: Change) =>
  (await caller<ConversationLabels>(desk.patchDeskConversationLabels, { ...of(id), body })).body
    .labels;
const read = async (caller: Caller, id: string) =>
  (await caller<ConversationLabels>(desk.getDeskConversationLabels, of(id))).body.labels;

describe('labels of a conversation', () => {
  it('are put on and taken off by every colleague, each once however it is spelled', async () => {
    const { id } = await connected();
    const [annas, bens] = [work.started.user(anna.id), work.started.user(ben.id)];
    expect(await change(annas, id, { add: ['  Late   delivery ', 'VIP'] })).toEqual([
      ...['Late delivery', 'VIP'],
    ]);
    expect(await change(bens, id, { add: ['vip', 'Refund'] })).toEqual([
      ...['Late delivery', 'Refund', 'VIP'],
    ]);
    expect(await change(annas, id, { remove: ['REFUND', 'nothing'] })).toEqual([
      ...['Late delivery', 'VIP'],
    ]);
    expect(await change(annas, id, { remove: ['Refund'] })).toEqual(await read(bens, id));
    const viewing = await bens<ConversationViewing>(desk.putDeskViewing, of(id));
    expect(viewing.body.labels).toEqual(['Late delivery', 'VIP']);
  });

  it('are offered to choose from, the most used first, in the spelling that came first', async () => {
    const [one, two] = [await connected(), await connected()];
    const annas = work.started.user(anna.id);
    await change(annas, one.id, { add: ['VIP'] });
    work.started.clock.advance(1000);
    await change(annas, two.id, { add: ['vip', 'Refund'] });
    expect(await read(annas, two.id)).toEqual(['Refund', 'VIP']);
    const { body } = await annas(desk.getDeskLabels, {});
    expect(body).toEqual({
      entities: [
        { name: 'VIP', conversations: 2 },
        { name: 'Refund', conversations: 1 },
      ],
    });
    const foreign = work.started.as({ userId: zoe.id, kind: 'user' }, there);
    expect((await foreign(desk.getDeskLabels, {})).body).toEqual({ entities: [] });
  });

  it('are twenty at most, and a change that would make more changes nothing', async () => {
    const { id } = await connected();
    const annas = work.started.user(anna.id);
    const names = Array.from({ length: 20 }, (_, at) => `label ${String(at).padStart(2, '0')}`);
    await change(annas, id, { add: names });
    const many = change(annas, id, { add: ['one more'] });
    await expect(many).rejects.toMatchObject({ status: 400, code: 'desk.labels.many' });
    expect(await read(annas, id)).toEqual(names);
    expect(await change(annas, id, { add: ['one more'], remove: ['label 00'] })).toHaveLength(20);
    const both = [work.started.user(anna.id), work.started.user(ben.id)].map((caller, at) =>
      change(caller, id, { add: [`late ${at}`], remove: ['label 01'] }).then(
        () => 'done',
        () => 'refused',
      ),
    );
    expect((await Promise.all(both)).sort()).toEqual(['done', 'refused']);
  });

  it('are one however their letters are made up, and hold nothing that cannot be stored', async () => {
    const { id } = await connected();
    const annas = work.started.user(anna.id);
    expect(await change(annas, id, { add: ['Caf\u00e9'] })).toEqual(['Caf\u00e9']);
    expect(await change(annas, id, { add: ['cafe\u0301', 'b\u0000c'] })).toEqual([
      'bc',
      'Caf\u00e9',
    ]);
    expect(await change(annas, id, { remove: ['Cafe\u0301', 'bc'] })).toEqual([]);
    for (const nothing of ['\u0000', '\u200b'])
      await expect(change(annas, id, { add: [nothing] })).rejects.toMatchObject({ status: 400 });
  });

  it('need a name and a person, and belong to one organisation', async () => {
    const { id } = await connected();
    const annas = work.started.user(anna.id);
    await expect(change(annas, id, { add: ['fine', ' \n '] })).rejects.toMatchObject({
      status: 400,
    });
    expect(await read(annas, id)).toEqual([]);
    await expect(change(work.started.as(), id, { add: ['x'] })).rejects.toMatchObject({
      status: 403,
    });
    await expect(read(annas, derivedUuid('none'))).rejects.toMatchObject(notFound);
    const foreign = work.started.as({ userId: zoe.id, kind: 'user' }, there);
    await expect(read(foreign, id)).rejects.toMatchObject(notFound);
    await expect(change(foreign, id, { add: ['x'] })).rejects.toMatchObject(notFound);
  });

  it('are put on without a look at all the others of the organisation', async () => {
    const { id: conversationId } = await connected();
    const [{ org } = { org: '' }] = await work.db.query<{ org: string }>(
      'select org from conversation where id = $1',
      [conversationId],
    );
    await work.db.query(
      `insert into conversation_label (org, conversation, key, name, added_by, added_at)
       select $1, gen_random_uuid(), 'l' || n % 5, 'L' || n % 5, $1, now() - n * interval '1 minute'
       from generate_series(1, 20000) n`,
      [org],
    );
    await work.db.query('analyze conversation_label');
    const plans: string[] = [];
    const explained = async (text: string, values: readonly unknown[]) => {
      plans.push(JSON.stringify(await work.db.query(`explain (analyze) ${text}`, values)));
      return [];
    };
    const put = { names: ['L1', 'new'], userId: anna.id, at: new Date() };
    await addLabels({ query: explained } as never, { org, conversationId }, put);
    expect(plans.join()).toContain('conversation_label_by_key');
    expect(plans.join()).not.toContain('Removed by Filter');
  });
});
