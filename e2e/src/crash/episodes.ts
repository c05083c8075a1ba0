import { setTimeout as delay } from 'node:timers/promises';
import type { Agent } from '../harness/agents.ts';
import { until } from '../harness/waiting.ts';
import { type Said, say, turn } from './agent-acts.ts';
import { type Door, sendUntilAccepted } from './customers.ts';
import type { Ledger } from './ledger.ts';
import { type Owned, readOwner } from './owners.ts';
import type { FaultBook } from './verify.ts';

/**
 * One customer who writes, is taken by an agent, gets an answer and is let go, again and again: there is always
 * somebody whose owner is changing when the kill comes.
 */
export type Episodes = {
  readonly run: (enough: () => boolean) => Promise<void>;
  /** Compares the conversation with what was acknowledged; call it while nothing else is promised. */
  readonly check: (book: FaultBook) => Promise<void>;
  readonly said: readonly Said[];
  readonly customer: string;
};

type Options = {
  readonly customer: string;
  readonly agent: Agent;
  readonly door: Door;
  readonly ledger: Ledger;
  /** Waits where the server was found away, until its owners have been looked at. */
  readonly onAway: () => Promise<void>;
};

type Kind = Owned['kind'];

/** How long an acknowledged state stays before the next step, so that kills find it. */
const restMs = 15;

export const createEpisodes = (options: Options): Episodes => {
  const { customer, agent, door, ledger, onAway } = options;
  const said: Said[] = [];
  /** What the conversation may be now: one thing after an answer, two while a step is on its way. */
  let may: { conversationId: string; kinds: readonly Kind[] } | null = null;

  const episode = async (number: number) => {
    may = null;
    const key = `${customer}-${number}`;
    const accepted = await sendUntilAccepted(door, { customer, key, text: `text ${key}` }, ledger);
    ledger.accept(accepted);
    const { conversationId } = accepted;
    const offered = await until(`an offer to ${customer}`, async () => {
      const owned = await readOwner(agent.api, conversationId);
      return owned.kind === 'offered' && owned.userId === agent.id ? owned : null;
    });
    const place = { conversationId, ...offered };
    may = { conversationId, kinds: ['offered', 'agent'] };
    await turn(agent, place, { state: 'connected', onAway });
    may = { conversationId, kinds: ['agent'] };
    await delay(restMs);
    said.push(await say(agent, place, { text: `answer ${key}`, onAway }));
    may = { conversationId, kinds: ['agent', 'ended'] };
    await turn(agent, place, { state: 'disconnected', onAway });
    may = { conversationId, kinds: ['ended'] };
    await delay(restMs);
  };

  return {
    customer,
    said,
    async run(enough) {
      for (let number = 1; !enough(); number += 1) await episode(number);
    },
    async check(book) {
      for (let tries = 0; tries < 20; tries += 1) {
        const before = may;
        if (!before) return;
        const { kind, owner } = await readOwner(agent.api, before.conversationId);
        if (may !== before) continue;
        if (!before.kinds.includes(kind))
          book.note('wrong', `${customer} is ${owner}, not ${before.kinds.join(' or ')}`);
        return;
      }
    },
  };
};
