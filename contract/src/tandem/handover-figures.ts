import { type Static, Type } from 'typebox';

const Timestamp = Type.String({ format: 'date-time' });
/** Of the values that there are, in whole seconds; null: there are none. */
const Spread = Type.Union([
  Type.Object({ median: Type.Integer(), p90: Type.Integer() }),
  Type.Null(),
]);

/** What became of the conversations and handovers that began in a period; those that were deleted do not count. */
export const HandoverFigures = Type.Object({
  dateFrom: Timestamp,
  dateTo: Timestamp,
  /** In which the customer wrote something. */
  conversations: Type.Integer(),
  /** Of these, those that were handed over at least once; the bot dealt with the others by itself. */
  handedOver: Type.Integer(),
  handovers: Type.Integer(),
  /** To which an agent wrote. */
  answered: Type.Integer(),
  /** Which the customer ended before an agent wrote. */
  abandoned: Type.Integer(),
  /** Not over yet. */
  running: Type.Integer(),
  /** From the beginning to the first word of an agent. */
  secondsToAnswer: Spread,
  /** From the first word of an agent to the end. */
  secondsWithAgent: Spread,
  /** The most frequent first. */
  endReasons: Type.Array(Type.Object({ reason: Type.String(), handovers: Type.Integer() })),
  survey: Type.Object({
    asked: Type.Integer(),
    answered: Type.Integer(),
    /** From 1 to 5; null: nobody answered. */
    average: Type.Union([Type.Number(), Type.Null()]),
  }),
});
export type HandoverFigures = Static<typeof HandoverFigures>;

/** Left out: the last seven days, all endpoints. A period has 92 days at most. */
export const HandoverFiguresQuery = Type.Object({
  dateFrom: Type.Optional(Timestamp),
  dateTo: Type.Optional(Timestamp),
  endpointId: Type.Optional(Type.String()),
});
