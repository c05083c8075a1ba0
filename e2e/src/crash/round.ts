import { setTimeout as delay } from 'node:timers/promises';
import {
  connectionOf,
  openGatewayTables,
  openPlatformTables,
  postgresPid,
} from '../harness/postgres-of.ts';
import type { Random } from '../harness/random.ts';
import { until } from '../harness/waiting.ts';
import { type Chats, startChats } from './chats.ts';
import { repeatAll, runCustomers } from './customers.ts';
import { type Handovers, startHandovers } from './handovers.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Site } from './site.ts';
import {
  createFaultBook,
  type FaultBook,
  type Faults,
  readStored,
  untilDrained,
  verifyEvents,
  verifyNothingDied,
  verifyReplies,
  verifyStored,
} from './verify.ts';

export type Victim = 'server' | 'postgres';

export type Round = {
  /** Begins the names of the round's customers, so that rounds do not mix. */
  readonly run: string;
  readonly victim: Victim;
  /** Messages that must have been accepted in the end. */
  readonly messages: number;
  readonly customers: number;
  /** With conversations in queues and with agents when the kill comes. */
  readonly handovers: boolean;
};

export type RoundReport = Faults & {
  readonly accepted: number;
  readonly acceptedBeforeKill: number;
  /** Texts of agents that were accepted. */
  readonly said: number;
  /** What customers of the gateway and their agent said and was accepted. */
  readonly chatted: number;
  /** From the agent's leaving until the bot had every chat again. */
  readonly backMs: number;
  /** Tries without 2xx, by status. */
  readonly refusals: Readonly<Record<string, number>>;
  /** The same id once more: what at least once means. */
  readonly repeatedDeliveries: number;
  /** From the kill to the next accepted message. */
  readonly downMs: number;
  readonly seconds: number;
};

/** Everything a round is about. */
type Scene = {
  readonly site: Site;
  readonly round: Round;
  readonly ledger: Ledger;
  readonly handovers: Handovers | null;
  readonly chats: Chats | null;
  readonly book: FaultBook;
};

const kill = async ({ site, round, ledger }: Scene): Promise<void> => {
  if (round.victim === 'server') return site.killServer();
  const refused = () => Object.values(ledger.refusals()).reduce((sum, count) => sum + count, 0);
  const before = refused();
  process.kill(await postgresPid(site.dataFolder), 'SIGKILL');
  await until('the server notices', () => refused() > before, { everyMs: 1 });
};

/** Kills at a random moment of the load and looks at the owners as soon as messages are accepted again. */
const killUnderLoad = async (scene: Scene, random: Random) => {
  const { round, ledger, handovers, chats, book } = scene;
  const count = random.between(Math.floor(round.messages / 10), Math.floor(round.messages * 0.7));
  await until(`${count} accepted messages`, () => ledger.all().length >= count, {
    everyMs: 1,
    withinMs: 180_000,
  });
  await delay(random.between(0, 20));
  const acceptedBeforeKill = ledger.all().length;
  const at = performance.now();
  await kill(scene);
  const soFar = ledger.all().length;
  await until('messages are accepted again', () => ledger.all().length > soFar, { everyMs: 2 });
  const downMs = Math.round(performance.now() - at);
  await handovers?.check(book);
  await chats?.check(book);
  return { acceptedBeforeKill, downMs };
};

const load = async (scene: Scene, random: Random) => {
  const { site, round, ledger, handovers, chats } = scene;
  const door = { url: () => site.url, token: site.admin.token, integrationId: site.echoId };
  let over = false;
  const enough = () => over && ledger.all().length >= round.messages;
  const names = Array.from({ length: round.customers }, (_, n) => `${round.run}-${n}`);
  const [killed] = await Promise.all([
    killUnderLoad(scene, random).finally(() => {
      over = true;
    }),
    runCustomers(door, ledger, { names, enough }),
    handovers?.run(enough),
    chats?.run(enough),
  ]);
  return killed;
};

/** What was accepted is answered as before when it is sent again. */
const verifyAnswers = async ({ site, ledger, handovers, book }: Scene) => {
  const door = { url: () => site.url, token: site.admin.token };
  for (const one of [ledger, ...(handovers ? [handovers.ledger] : [])])
    for (const { key } of await repeatAll(door, one)) book.note('doubled', `answer to ${key}`);
  for (const said of handovers?.said().values() ?? [])
    for (const { text, id, again } of said)
      if ((await again()) !== id) book.note('doubled', `answer to "${text}"`);
};

const verify = async (scene: Scene) => {
  const { site, round, ledger, handovers, chats, book } = scene;
  const connection = await connectionOf(site.dataFolder);
  await using db = openPlatformTables(connection);
  await using gateway = openGatewayTables(connection);
  await untilDrained([db, gateway], 60_000);
  const stored = await readStored(db, round.run);
  const arrivals = site.receiver.arrivals.filter(({ customer }) =>
    customer.startsWith(`${round.run}-`),
  );
  verifyStored(book, ledger.byCustomer(), stored);
  verifyReplies(book, ledger.byCustomer(), { stored, arrivals });
  await verifyEvents(book, db, ledger.all());
  if (handovers) {
    verifyStored(book, handovers.ledger.byCustomer(), stored);
    verifyReplies(book, handovers.said(), { stored, arrivals });
    await verifyEvents(book, db, handovers.ledger.all());
  }
  await chats?.verify(book, db);
  await verifyNothingDied(book, db);
  await verifyNothingDied(book, gateway);
  if (site.receiver.badSignatures() > 0) book.note('wrong', 'signatures');
  return arrivals.length - new Set(arrivals.map(({ id }) => id)).size;
};

const openChats = async (site: Site, run: string): Promise<Chats> => {
  await using db = openPlatformTables(await connectionOf(site.dataFolder));
  return await startChats(site, run, db);
};

/** One kill in the middle of a load, and everything that must hold afterwards. */
export const runRound = async (site: Site, round: Round, random: Random): Promise<RoundReport> => {
  const started = performance.now();
  const handovers = round.handovers ? await startHandovers(site, round.run) : null;
  const chats = round.handovers ? await openChats(site, round.run) : null;
  const book = createFaultBook();
  const scene: Scene = { site, round, ledger: createLedger(), handovers, chats, book };
  const { ledger } = scene;
  const killed = await load(scene, random);
  const refusals = { ...ledger.refusals() };
  await verifyAnswers(scene);
  const repeatedDeliveries = await verify(scene);
  await handovers?.end();
  const backMs = (await chats?.end()) ?? 0;
  const said = [...(handovers?.said().values() ?? [])].flat().length;
  return {
    ...killed,
    ...book.faults(),
    accepted: ledger.all().length + (handovers?.ledger.all().length ?? 0),
    said,
    chatted: chats?.accepted() ?? 0,
    backMs,
    refusals,
    repeatedDeliveries,
    seconds: (performance.now() - started) / 1000,
  };
};
