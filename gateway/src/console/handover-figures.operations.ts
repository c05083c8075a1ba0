import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { type Clock, type Database, defineErrors, isUuid } from '@tandem/kit';
import { readHandoverFigures } from './handover-figures.query.ts';

const dayMs = 86_400_000;
const usualDays = 7;
const mostDays = 92;
const firstMs = Date.parse('0001-01-01T00:00:00Z');

const figuresErrors = defineErrors('gateway.figures', {
  period: {
    status: 400,
    code: 'gateway.figures.period',
    text: 'A period ends after it begins and has {most} days at most.',
  },
});

/** What became of conversations and handovers. */
export const handoverFiguresHandlers = ({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: Clock;
}): readonly Handler[] => [
  handle(gatewayOperations.getGatewayHandoverFigures, async ({ principal, query }) => {
    const { dateFrom, dateTo, endpointId = null } = query;
    const to = dateTo ? new Date(dateTo) : clock.now();
    const from = dateFrom ? new Date(dateFrom) : new Date(to.getTime() - usualDays * dayMs);
    const lengthMs = to.getTime() - from.getTime();
    // A leap second is a time that no date here knows.
    if (!(lengthMs > 0 && lengthMs <= mostDays * dayMs && from.getTime() >= firstMs))
      throw figuresErrors.period({ most: String(mostDays) });
    // An id that is none has no conversations, as one of another organisation has none.
    const known = endpointId === null || isUuid(endpointId) ? endpointId : principal.org;
    const period = { org: principal.org, from, to, endpointId: known };
    return { status: 200, body: await readHandoverFigures(db, period) };
  }),
];
