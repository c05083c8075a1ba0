import { setTimeout as delay } from 'node:timers/promises';
import type { Agent } from '../harness/agents.ts';
import type { Api } from '../harness/api.ts';
import { until } from '../harness/waiting.ts';
import { type Said, say, turn } from './agent-acts.ts';
import { type Door, sendUntilAccepted } from './customers.ts';
import type { Ledger } from './ledger.ts';
import { type Owned, readOwner } from './owners.ts';
import type { FaultBook } from './verify.ts';

/** A conversation that keeps its owner through the kill: with an agent who goes on talking, or waiting. */
export type Held = {
  readonly customer: string;
  readonly conversationId: string;
  readonly owned: Owned;
  readonly agent: Agent | null;
  readonly said: Said[];
};

type Options = {
  readonly customers: readonly string[];
  readonly agents: readonly Agent[];
  readonly admin: Api;
  readonly door: Door;
  readonly ledger: Ledger;
  /** How many find an agent with room; the others wait. */
  readonly places: number;
};

const hold = async (
  { agents, admin }: Options,
  { customer, conversationId }: Pick<Held, 'customer' | 'conversationId'>,
): Promise<Held> => {
  const owned = await readOwner(admin, conversationId);
  if (owned.kind !== 'offered') return { customer, conversationId, owned, agent: null, said: [] };
  const agent = agents.find(({ id }) => id === owned.userId) as Agent;
  await turn(agent, { conversationId, ...owned }, { state: 'connected' });
  const now = await readOwner(admin, conversationId);
  return { customer, conversationId, owned: now, agent, said: [] };
};

/** Brings customers to agents until all places are taken; the rest waits in the queue. */
export const holdConversations = async (options: Options): Promise<readonly Held[]> => {
  const { customers, door, ledger, admin, places } = options;
  const begun = await Promise.all(
    customers.map(async (customer) => {
      const key = `${customer}-0`;
      const message = { customer, key, text: `text ${key}` };
      const accepted = await sendUntilAccepted(door, message, ledger);
      ledger.accept(accepted);
      return accepted;
    }),
  );
  await until(`${places} of ${customers.length} conversations are offered`, async () => {
    const owners = await Promise.all(begun.map((one) => readOwner(admin, one.conversationId)));
    const offered = owners.filter(({ kind }) => kind === 'offered').length;
    return offered === places && owners.every(({ kind }) => kind === 'offered' || kind === 'queue');
  });
  return Promise.all(begun.map((one) => hold(options, one)));
};

/** Agents talk, each text after the last was accepted, until `enough`. */
export const talk = async (held: readonly Held[], enough: () => boolean): Promise<void> => {
  await Promise.all(
    held.map(async ({ agent, conversationId, owned, said, customer }) => {
      if (!agent) return;
      for (let number = 1; !enough(); number += 1) {
        const text = `agent to ${customer} ${number}`;
        said.push(await say(agent, { conversationId, ...owned }, { text }));
        await delay(20);
      }
    }),
  );
};

/** Every conversation has the owner it had, under the same participant and communication. */
export const checkHeld = async (book: FaultBook, admin: Api, held: readonly Held[]) => {
  await Promise.all(
    held.map(async ({ customer, conversationId, owned }) => {
      const { owner, communicationId } = await readOwner(admin, conversationId);
      if (owner !== owned.owner || communicationId !== owned.communicationId)
        book.note('wrong', `${customer} is ${owner}, not ${owned.owner}`);
    }),
  );
};

/** Ends what was held: those who wait first, so that nobody of them is offered meanwhile. */
export const release = async (admin: Api, held: readonly Held[]): Promise<void> => {
  const ordered = held.toSorted((a, b) => Number(a.agent !== null) - Number(b.agent !== null));
  for (const { conversationId } of ordered)
    await admin.ok('PATCH', `/api/v2/conversations/messages/${conversationId}`, {
      state: 'disconnected',
    });
};
