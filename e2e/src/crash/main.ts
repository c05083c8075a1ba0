import { parseArgs } from 'node:util';
import { createRandom } from '../harness/random.ts';
import { type RoundReport, runRound, type Victim } from './round.ts';
import { openSite } from './site.ts';

const help = `Kills Tandem and its PostgreSQL at random moments under load and checks that nothing accepted is lost, doubled or
out of order, and that every conversation has its owner right after the restart.

  npm run test:crash
  npm run test:crash -- --rounds 5 --seed 42

  --rounds    kills of the server, and as many of PostgreSQL (20)
  --messages  messages accepted in each round, at least (1000)
  --seed      repeats the random moments of another run`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    messages: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const countOf = (name: 'rounds' | 'messages'): number => {
  const count = Number(values[name]);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${name} must be a whole number`);
  return count;
};

const lineOf = (report: RoundReport) =>
  [
    `accepted ${report.accepted} (${report.acceptedBeforeKill} before the kill)`,
    `agents ${report.said}`,
    `chats ${report.chatted} (back with the bot in ${report.backMs} ms)`,
    `away ${report.downMs} ms`,
    `tries without answer ${JSON.stringify(report.refusals)}`,
    `repeated deliveries ${report.repeatedDeliveries}`,
    `lost ${report.lost}, doubled ${report.doubled}, out of order ${report.outOfOrder}, wrong ${report.wrong}`,
    `${report.seconds.toFixed(1)} s`,
  ].join(' · ');

/** Enough to see why, without the flood that a missing database makes. */
const lastLines = (log: string) =>
  log
    .split('\n')
    .slice(-10)
    .map((line) => line.slice(0, 400))
    .join('\n');

const faultsOf = ({ lost, doubled, outOfOrder, wrong }: RoundReport) =>
  lost + doubled + outOfOrder + wrong;

const run = async (): Promise<boolean> => {
  const rounds = countOf('rounds');
  const messages = countOf('messages');
  const random = createRandom(Number(values.seed ?? Date.now() % 1_000_000));
  say(`seed ${random.seed}: ${rounds} kills of the server, ${rounds} of PostgreSQL`);
  await using site = await openSite();
  const reports: RoundReport[] = [];
  for (let number = 1; number <= 2 * rounds; number += 1) {
    const victim: Victim = number % 2 === 1 ? 'server' : 'postgres';
    // Two rounds with handovers, two without: each victim gets both.
    const handovers = number % 4 < 2;
    const name = `${number}/${2 * rounds} ${victim}${handovers ? ' with handovers' : ''}`;
    const round = { run: `r${number}`, victim, messages, customers: 24, handovers };
    const report = await runRound(site, round, random).catch((error: unknown) => {
      say(`${name}: broken off\n${lastLines(site.log())}`);
      throw error;
    });
    reports.push(report);
    say(`${name}: ${lineOf(report)}`);
    for (const told of report.told) say(`    ${told}`);
  }
  const sum = (figure: (report: RoundReport) => number) =>
    reports.reduce((total, report) => total + figure(report), 0);
  say(
    `${reports.length} kills, seed ${random.seed}: ${sum((r) => r.accepted)} messages of customers and ` +
      `${sum((r) => r.said)} of agents, ${sum((r) => r.chatted)} in chats accepted; lost ${sum((r) => r.lost)}, doubled ${sum((r) => r.doubled)}, ` +
      `out of order ${sum((r) => r.outOfOrder)}, wrong ${sum((r) => r.wrong)}; ` +
      `${sum((r) => r.repeatedDeliveries)} deliveries repeated under their id`,
  );
  return sum(faultsOf) === 0;
};

if (values.help) say(help);
else process.exitCode = (await run()) ? 0 : 1;
