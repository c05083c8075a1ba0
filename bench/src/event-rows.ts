import { eventBridgeThroughput } from './event-bridge.ts';
import { patternMatches } from './patterns.ts';
import { socketLatency } from './sockets.ts';
import { ms, type Row } from './table.ts';
import { startTandem } from './tandem.ts';

const patternRow = (): Row => ({
  what: 'event patterns: a typical rule against events that match and that do not, one core',
  measured: `${Math.round(patternMatches()).toLocaleString('en')} matches/s`,
  goal: '≥ 500,000',
});

/** Events as sockets hear them and as EventBridge gets them, on an installation of their own. */
export const eventRows = async (): Promise<Row[]> => {
  const tandem = await startTandem();
  try {
    const { driver, bare } = await eventBridgeThroughput(tandem);
    const { p50, p99, changeP50, changeP99 } = await socketLatency(tandem, 10);
    return [
      patternRow(),
      {
        what: 'events through the EventBridge driver, beside the bare SDK at the same endpoint',
        measured: `${Math.round(driver).toLocaleString('en')} and ${Math.round(bare).toLocaleString('en')} events/s = ${(driver / bare).toFixed(2)} ×`,
        goal: '≥ 0.7 ×',
      },
      {
        what: '1,000 sockets with 10 topics each at 500 changes/s, from change to frame and from request to frame, p50 / p99',
        measured: `${ms(changeP50)} / ${ms(changeP99)} and ${ms(p50)} / ${ms(p99)}`,
        goal: '< 100 ms',
      },
    ];
  } finally {
    await tandem.stop();
  }
};
