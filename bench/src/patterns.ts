import { compilePattern } from '@tandem/events';

/** The rule by which a handover learns of its end, as operators write it, with one operator more. */
const rule = {
  source: [{ prefix: 'aws.partner/genesys.com/cloud/' }],
  'detail-type': ['v2.detail.events.conversation.{id}.customer.end'],
  detail: {
    eventBody: {
      mediaType: ['MESSAGE'],
      messageType: ['OPEN'],
      disconnectType: [{ 'anything-but': ['TRANSFER', 'CONSULT_TRANSFER'] }],
    },
  },
};

const eventOf = (messageType: string): unknown =>
  JSON.parse(
    JSON.stringify({
      version: '0',
      id: '6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f01',
      'detail-type': 'v2.detail.events.conversation.{id}.customer.end',
      source: 'aws.partner/genesys.com/cloud/6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f02/bench',
      account: '000000000000',
      time: '2026-11-21T12:00:00Z',
      region: 'eu-central-1',
      resources: [],
      detail: {
        topicName:
          'v2.detail.events.conversation.6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f03.customer.end',
        version: '2',
        eventBody: {
          eventTime: 1_763_726_400_000,
          conversationId: '6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f03',
          participantId: '6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f04',
          sessionId: '6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f05',
          mediaType: 'MESSAGE',
          provider: 'PureCloud Messaging',
          direction: 'INBOUND',
          addressTo: 'integration',
          addressFrom: 'customer',
          messageType,
          disconnectType: 'CLIENT',
          interactingDurationMs: 61_000,
        },
        metadata: { CorrelationId: '6f0a3b52-52dc-4f3f-9a65-0a5d5a6b1f06' },
        timestamp: '2026-11-21T12:00:00.123Z',
      },
    }),
  );

/** Matches a second on one core, of events that match and that do not in turn: the middle of three seconds. */
export const patternMatches = (): number => {
  const compiled = compilePattern(rule);
  if (!compiled.ok) throw new Error(compiled.problem.message);
  const events = ['OPEN', 'WHATSAPP'].map(eventOf);
  if (!compiled.matches(events[0]) || compiled.matches(events[1]))
    throw new Error('the rule of the bench does not match as it should');
  const perSecond = (ms: number): number => {
    const started = performance.now();
    let tried = 0;
    let matched = 0;
    while (performance.now() - started < ms)
      for (let n = 0; n < 500; n += 1)
        for (const event of events) {
          tried += 1;
          if (compiled.matches(event)) matched += 1;
        }
    if (matched * 2 !== tried) throw new Error('the rule of the bench matched something else');
    return (tried / (performance.now() - started)) * 1000;
  };
  perSecond(500);
  const seconds = [1000, 1000, 1000].map(perSecond);
  return seconds.sort((left, right) => left - right)[1] as number;
};
