// Measures the performance table, side by side in one run; `npm run bench -- --help` tells of parts of it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { appendCost } from './append-cost.ts';
import { chatRows } from './chats.ts';
import { documentRow } from './documents.ts';
import { eventRows } from './event-rows.ts';
import { greetingAfterSteps } from './flows.ts';
import { httpOverhead } from './http-request.ts';
import { interpreterSteps } from './interpreter.ts';
import type { LoadTarget } from './load.ts';
import { machine, residentMiB } from './machine.ts';
import { createHopClock, type Measured, measure, percentile } from './measure.ts';
import { prefill } from './prefill.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { keepInReadme, ms, type Row, toMarkdown } from './table.ts';
import { setUpHop, startTandem, type TandemProcess } from './tandem.ts';

const help = `npm run bench [-- options]: measures the performance table.

--keep               writes the whole table into the README
--flows              only the rows of flows, in a minute
--events             only those of events
--chats              only those of chats
--chats --copilot    the same with the demo's copilot on and, for each agent, the workspace of one chat open,
                     with a row of how fast its tiles follow
--help               this text
`;
const secret = randomBytes(24).toString('base64url');
const connections = 128;
const customers = 5_000;
const history = { threadCount: 100_000, perThread: 10 };
const clock = createHopClock();
const say = (line: string) => process.stderr.write(`${line}\n`);
let runs = 0;

const run = (
  target: LoadTarget,
  receiver: Receiver,
  options: { seconds: number; perSecond?: number },
): Promise<Measured> =>
  measure({ target, receiver, clock, name: `run${++runs}`, connections, customers, ...options });

/** Every message of a run is checked where it arrives; one that is wrong makes the figures worthless. */
const checked = (what: string, measured: Measured): Measured => {
  const { report, accepted, refused } = measured;
  say(
    `${what}: ${accepted} accepted, ${refused} refused, ${report.received} arrived, ${report.repeated} repeated, ${report.outOfOrder} out of order, ${report.badSignatures} bad signatures, ${Math.round(measured.deliveredPerSecond)}/s`,
  );
  if (report.received !== accepted || report.outOfOrder > 0 || report.badSignatures > 0)
    throw new Error(`${what}: the receiver did not get what was accepted`);
  return measured;
};

const startLimit = async (receiver: Receiver) => {
  const script = fileURLToPath(new URL('./limit-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script, String(receiver.port), secret], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    target: { port: Number(String(line)), path: '/', token: 'none' },
    stop: () => child.kill(),
  };
};

const median = (values: readonly number[]) => percentile(values, 0.5);
const perSecond = (values: readonly Measured[]) =>
  median(values.map(({ deliveredPerSecond }) => deliveredPerSecond));

/** Limit and Tandem in turn, so that whatever else the machine does falls on both. */
const sideBySide = async (receiver: Receiver, target: LoadTarget, rounds: number) => {
  const limit: Measured[] = [];
  const tandem: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = await startLimit(receiver);
    limit.push(checked('limit', await run(bare.target, receiver, { seconds: 6 })));
    bare.stop();
    tandem.push(checked('Tandem', await run(target, receiver, { seconds: 8 })));
  }
  return { limit: perSecond(limit), tandem: perSecond(tandem) };
};

/** The interpreter by itself, and messages through a flow of ten more steps beside those through the plain one. */
const flowRows = async (
  receiver: Receiver,
  tandem: TandemProcess,
  target: LoadTarget,
): Promise<Row[]> => {
  const longer = await setUpHop({
    tandem,
    webhookPort: receiver.port,
    secret,
    flow: { name: 'Ten steps', document: greetingAfterSteps },
  });
  const plain: Measured[] = [];
  const ten: Measured[] = [];
  for (let round = 0; round < 3; round += 1) {
    plain.push(checked('one action', await run(target, receiver, { seconds: 5 })));
    ten.push(checked('ten steps more', await run(longer, receiver, { seconds: 5 })));
  }
  const ratio = perSecond(ten) / perSecond(plain);
  return [
    {
      what: 'flow interpreter without I/O, set and condition in turn, one core',
      measured: `${Math.round(interpreterSteps()).toLocaleString('en')} steps/s`,
      goal: '≥ 100,000',
    },
    {
      what: 'messages through a flow of ten set and condition steps',
      measured: `${Math.round(perSecond(ten))} messages/s = ${ratio.toFixed(2)} × one action`,
      goal: '≥ 0.8 ×',
    },
    documentRow(),
  ];
};

/** What the event log costs the message path. */
const appendRow = (receiver: Receiver, tandem: TandemProcess, target: LoadTarget) =>
  appendCost(tandem, async (what) => {
    const { accepted, deliveredPerSecond } = checked(
      what,
      await run(target, receiver, { seconds: 3 }),
    );
    return { accepted, perSecond: deliveredPerSecond };
  });

/** What an HTTP Request of a flow costs beside the library that carries it. */
const httpRow = async (): Promise<Row> => {
  const { perSecond: own, barePerSecond, time, cpu } = await httpOverhead();
  return {
    what: 'HTTP Request in a flow, both steps included, beside bare undici',
    measured: `${Math.round(own).toLocaleString('en')} and ${Math.round(barePerSecond).toLocaleString('en')} requests/s = ${time.toFixed(2)} × the time (processor ${cpu.toFixed(2)} ×)`,
    goal: '≤ 1.5 ×',
  };
};

/** `--events`: only what events cost. */
const mainOfEvents = async () => {
  const receiver = await startReceiver({ secret, onMessage: clock.received });
  const tandem = await startTandem();
  const rows: Row[] = [];
  try {
    const target = await setUpHop({ tandem, webhookPort: receiver.port, secret });
    checked('warm-up', await run(target, receiver, { seconds: 5 }));
    rows.push(await appendRow(receiver, tandem, target));
  } finally {
    await tandem.stop();
    await receiver.close();
  }
  rows.push(...(await eventRows()));
  process.stdout.write(`\n${toMarkdown(rows, machine())}\n`);
};

/** `--chats`: only chats. */
const mainOfChats = async () => {
  const rows = await chatRows({ copilot: only('copilot') });
  process.stdout.write(`\n${toMarkdown(rows, machine())}\n`);
};

/** `--flows`: only what flows cost. */
const mainOfFlows = async () => {
  const receiver = await startReceiver({ secret, onMessage: clock.received });
  const tandem = await startTandem();
  try {
    const target = await setUpHop({ tandem, webhookPort: receiver.port, secret });
    checked('warm-up', await run(target, receiver, { seconds: 5 }));
    const rows = [...(await flowRows(receiver, tandem, target)), await httpRow()];
    process.stdout.write(`\n${toMarkdown(rows, machine())}\n`);
  } finally {
    await tandem.stop();
    await receiver.close();
  }
};

/** A new process on an empty folder, until it has accepted one message; set-up between is not counted. */
const coldStart = async (receiver: Receiver) => {
  const first = await startTandem();
  await setUpHop({ tandem: first, webhookPort: receiver.port, secret });
  const emptyMs = first.startMs;
  await first.stop();
  return emptyMs;
};

const warmStart = async (tandem: TandemProcess, target: LoadTarget, receiver: Receiver) => {
  await tandem.halt();
  const started = performance.now();
  const again = await startTandem({
    folder: tandem.folder,
    env: { PORT: String(target.port) },
  });
  const { acceptMs } = checked(
    'first message',
    await run(target, receiver, { seconds: 0.01, perSecond: 100 }),
  );
  return { again, toFirstMs: performance.now() - started, acceptMs };
};

const main = async () => {
  const receiver = await startReceiver({ secret, onMessage: clock.received });
  const rows: Row[] = [];
  const emptyMs = await coldStart(receiver);
  let tandem = await startTandem();
  try {
    const target = await setUpHop({ tandem, webhookPort: receiver.port, secret });
    checked('warm-up', await run(target, receiver, { seconds: 5 }));
    const { limit, tandem: whole } = await sideBySide(receiver, target, 2);
    rows.push({
      what: 'throughput at saturation: the limit, storing nothing',
      measured: `${Math.round(limit)} messages/s`,
      goal: '',
    });
    rows.push({
      what: 'Tandem: accepted, routed, answered by the flow, signed webhook received',
      measured: `${Math.round(whole)} messages/s = ${(whole / limit).toFixed(2)} × limit`,
      goal: '≥ 0.5 ×',
    });
    rows.push(...(await flowRows(receiver, tandem, target)), await httpRow());
    rows.push(await appendRow(receiver, tandem, target));
    const paced = checked('500/s', await run(target, receiver, { seconds: 12, perSecond: 500 }));
    rows.push({
      what: 'accept at 500 messages/s, p50 / p99',
      measured: `${ms(percentile(paced.acceptMs, 0.5))} / ${ms(percentile(paced.acceptMs, 0.99))}`,
      goal: '< 3 ms / < 20 ms',
    });
    rows.push({
      what: 'whole hop at 500 messages/s, p50 / p99',
      measured: `${ms(percentile(paced.hopMs, 0.5))} / ${ms(percentile(paced.hopMs, 0.99))}`,
      goal: '< 3 ms / < 20 ms',
    });
    const before = residentMiB(tandem.pid);
    const long = [
      checked('long run', await run(target, receiver, { seconds: 15 })),
      checked('long run', await run(target, receiver, { seconds: 15 })),
    ];
    const after = residentMiB(tandem.pid);
    rows.push({
      what: `memory before and after ${long.reduce((sum, { accepted }) => sum + accepted, 0)} more messages`,
      measured: `${Math.round(before)} → ${Math.round(after)} MiB`,
      goal: 'flat',
    });
    say('filling the database …');
    const stored = await prefill({ dataFolder: tandem.folder.path, ...history });
    const empty = perSecond(long);
    const full = perSecond([
      checked('full database', await run(target, receiver, { seconds: 15 })),
      checked('full database', await run(target, receiver, { seconds: 15 })),
    ]);
    rows.push({
      what: `throughput with ${stored.toLocaleString('en')} stored messages and ${history.threadCount.toLocaleString('en')} more threads`,
      measured: `${Math.round(full)} messages/s = ${(full / empty).toFixed(2)} × before`,
      goal: '≥ 0.95 ×',
    });
    const warm = await warmStart(tandem, target, receiver);
    tandem = warm.again;
    rows.push({
      what: 'start of an empty installation until ready',
      measured: ms(emptyMs),
      goal: '',
    });
    rows.push({
      what: 'start with all that history until the first message is accepted and answered',
      measured: ms(warm.toFirstMs),
      goal: '≤ 2 s',
    });
  } finally {
    await tandem.stop();
    await receiver.close();
  }
  rows.push(...(await eventRows()), ...(await chatRows()));
  const markdown = toMarkdown(
    rows,
    `${new Date().toISOString().slice(0, 10)}, ${machine()}; generator, receiver, Tandem and PostgreSQL share it, fsync on. ${connections} connections, ${customers.toLocaleString('en')} customers; every message checked at the receiver: each id once, in order, signature good.`,
  );
  process.stdout.write(`\n${markdown}\n`);
  if (process.argv.includes('--keep')) keepInReadme(markdown);
};

const only = (what: string) => process.argv.includes(`--${what}`);
if (only('help')) process.stdout.write(help);
else if (only('events')) await mainOfEvents();
else if (only('chats')) await mainOfChats();
else await (only('flows') ? mainOfFlows() : main());
