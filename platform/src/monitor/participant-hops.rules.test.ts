import { derivedUuid } from '@tandem/kit';
import { expect, it } from 'vitest';
import { type DisconnectType, newParticipant } from '../conversations/index.ts';
import { participantHops } from './participant-hops.rules.ts';

const [at, later] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:30.000Z'];

const endOf = (disconnectType: DisconnectType, connectedAt: string | null = null) => {
  const offered = newParticipant({
    id: derivedUuid('ben'),
    communicationId: derivedUuid('communication'),
    purpose: 'agent',
    name: 'Ben',
    state: 'alerting',
    startTime: at,
  });
  const gone = { ...offered, connectedAt, endedAt: later, disconnectType };
  return participantHops([gone], { queue: () => 'Support' }).find(({ id }) => id.endsWith('-end'));
};

it.each([
  ['client', null, 'Ben declined', true],
  ['transfer.noanswer', null, 'Ben did not answer', false],
  ['transfer', null, 'Ben left (transfer)', true],
  ['client', at, 'Ben left (client)', true],
  ['transfer.noanswer', at, 'Ben left (transfer.noanswer)', false],
] as const)('an agent who ends with %s, connected %s: %s', (type, connectedAt, summary, ok) => {
  expect(endOf(type, connectedAt)).toMatchObject({
    summary,
    ok,
    at: later,
    detail: { disconnectType: type },
  });
});
