import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** A pattern and an event, each as JSON text (which keeps whole numbers beyond 2^53 apart) or as JSON. */
export const EventPatternTest = Type.Object({ pattern: Type.Unknown(), event: Type.Unknown() });
export type EventPatternTest = Static<typeof EventPatternTest>;

/** What is wrong with one of the two, and where: `pointer` is a JSON pointer (RFC 6901) into it. */
export const EventPatternProblem = Type.Object({
  in: Type.Union([Type.Literal('pattern'), Type.Literal('event')]),
  code: Type.String(),
  message: Type.String(),
  pointer: Type.String(),
});
export type EventPatternProblem = Static<typeof EventPatternProblem>;

/** Either whether the event matches, or what is wrong. */
export const EventPatternResult = Type.Object({
  matches: Type.Optional(Type.Boolean()),
  problem: Type.Optional(EventPatternProblem),
});
export type EventPatternResult = Static<typeof EventPatternResult>;

export const eventPatternOperations = {
  /** Tries an event pattern on an event. A malformed pattern is a result, not an error: testers are there to find it. */
  postEventPatternsTest: {
    method: 'POST',
    path: '/tandem/events/patterns/test',
    permission: { all: ['integrations:integration:view'] },
    body: EventPatternTest,
    reply: { 200: EventPatternResult },
  },
} as const satisfies Operations;
