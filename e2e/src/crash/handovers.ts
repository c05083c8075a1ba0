import type { Agent } from '../harness/agents.ts';
import type { Said } from './agent-acts.ts';
import { runCustomers } from './customers.ts';
import { createEpisodes } from './episodes.ts';
import { checkHeld, holdConversations, release, talk } from './held.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Site } from './site.ts';
import type { FaultBook } from './verify.ts';

/** Conversations with agents and in queues that live through a round. */
export type Handovers = {
  /** Messages of their customers. */
  readonly ledger: Ledger;
  readonly run: (enough: () => boolean) => Promise<void>;
  /** Owners and states, to be called as soon as the server is back. */
  readonly check: (book: FaultBook) => Promise<void>;
  /** What agents said, by customer. */
  readonly said: () => ReadonlyMap<string, readonly Said[]>;
  readonly end: () => Promise<void>;
};

const heldCustomers = 10;
/** Two agents with four places each. */
const places = 8;
const episodeCustomers = 3;

const range = (length: number) => Array.from({ length }, (_, index) => index);

const checkAgents = async (book: FaultBook, agents: readonly Agent[]) => {
  for (const { id, api } of agents) {
    const { status } = await api.ok<{ status: string }>('GET', `/api/v2/users/${id}/routingstatus`);
    if (status !== 'INTERACTING') book.note('wrong', `agent ${id} is ${status}`);
  }
};

export const startHandovers = async (site: Site, run: string): Promise<Handovers> => {
  const ledger = createLedger();
  const { desk, counter, admin } = site;
  const looked = Promise.withResolvers<void>();
  const door = (integrationId: string) => ({
    url: () => site.url,
    token: admin.token,
    integrationId,
  });
  const held = await holdConversations({
    customers: range(heldCustomers).map((n) => `${run}-h${n}`),
    agents: desk.agents,
    admin,
    door: door(desk.integrationId),
    ledger,
    places,
  });
  const episodes = range(episodeCustomers).map((n) =>
    createEpisodes({
      customer: `${run}-e${n}`,
      agent: counter.agents[0] as Agent,
      door: door(counter.integrationId),
      ledger,
      onAway: () => looked.promise,
    }),
  );
  return {
    ledger,
    async run(enough) {
      await Promise.all([
        talk(held, enough),
        runCustomers(door(desk.integrationId), ledger, {
          names: held.map(({ customer }) => customer),
          enough,
          pauseMs: 50,
        }),
        ...episodes.map((one) => one.run(enough)),
      ]);
    },
    async check(book) {
      await checkHeld(book, admin, held);
      await checkAgents(book, desk.agents);
      for (const one of episodes) await one.check(book);
      looked.resolve();
    },
    said: () => new Map([...held, ...episodes].map(({ customer, said }) => [customer, said])),
    end: () => release(admin, held),
  };
};
