import { describe, expect, it } from 'vitest';
import { createRandom } from '../harness/random.ts';
import { runRound } from './round.ts';
import { openSite } from './site.ts';

/** `npm run test:crash` is the long version of this. */
const rounds = [
  { victim: 'server', handovers: true },
  { victim: 'postgres', handovers: true },
  { victim: 'server', handovers: false },
  { victim: 'postgres', handovers: false },
] as const;

describe('a process killed under load', () => {
  it('loses, doubles and reorders nothing that was accepted, and every conversation keeps its owner', async () => {
    const random = createRandom(Date.now() % 1_000_000);
    await using site = await openSite();
    for (const [index, { victim, handovers }] of rounds.entries()) {
      const round = { run: `r${index}`, victim, handovers, messages: 300, customers: 12 };
      const report = await runRound(site, round, random);
      const name = `seed ${random.seed}, round ${index}, ${victim}`;
      expect(report, name).toMatchObject({
        lost: 0,
        doubled: 0,
        outOfOrder: 0,
        wrong: 0,
        told: [],
      });
      expect(report.accepted, name).toBeGreaterThanOrEqual(300);
      // The kill was felt: otherwise the round proves nothing.
      expect(Object.keys(report.refusals).length, name).toBeGreaterThan(0);
      expect(report.said > 0, name).toBe(handovers);
    }
    // Fifteen seconds on an idle machine.
  }, 240_000);
});
