import { createTestIds, derivedUuid } from '@tandem/kit';
import type { AgentRules, Participant, RoutingRequest, ThreadState } from './conversation.model.ts';
import { enterQueue, liveOf } from './conversation.rules.ts';
import { acceptOffer, offerToAgent } from './offer.rules.ts';
import { newParticipant } from './participant.rules.ts';

export const org = derivedUuid('org');
export const queueId = derivedUuid('queue');
export const start = '2026-01-01T00:00:00.000Z';
export const rules: AgentRules = {
  alertingMs: 30_000,
  autoAnswer: false,
  wrapupPrompt: 'timeout',
  wrapupTimeoutMs: 60_000,
  inactivityMs: null,
};
export const routing: RoutingRequest = {
  queueId,
  priority: 0,
  skillIds: [],
  languageId: null,
  preferredUserIds: [],
};

export const ids = () => createTestIds('rules');
export const context = (uuid = ids().uuid, at = start) => ({ at, uuid });

export const opened = (): ThreadState => ({
  org,
  thread: 1,
  part: 3,
  integrationId: derivedUuid('integration'),
  customer: {
    id: 'c',
    idType: 'Opaque',
    nickname: null,
    firstName: null,
    lastName: null,
    image: null,
  },
  conversation: {
    id: derivedUuid('conversation'),
    owner: 'flow',
    startedAt: start,
    endedAt: null,
    version: 1,
    externalTag: null,
  },
  participants: [
    newParticipant({
      id: derivedUuid('customer'),
      communicationId: derivedUuid('customer comm'),
      purpose: 'customer',
      startTime: start,
    }),
    newParticipant({
      id: derivedUuid('flow'),
      communicationId: derivedUuid('flow comm'),
      purpose: 'workflow',
      startTime: start,
    }),
  ],
  flow: {
    run: derivedUuid('flow'),
    flow: { id: derivedUuid('a flow'), name: 'Flow', version: 1 },
    waitsFor: 'message',
    effect: 'e.1',
    timed: true,
    message: { messageId: 'm', text: 'hi', correlationId: null },
    pending: [],
    secure: false,
    traced: false,
    size: 0,
    held: null,
  },
});

export const offer = (userId = derivedUuid('anna')) => ({
  userId,
  name: 'Anna',
  queueId,
  routing,
  rules,
});

export const agentOf = (state: ThreadState): Participant => {
  const agent = liveOf(state, 'agent');
  if (!agent) throw new Error('no agent');
  return agent;
};

export const talking = () => {
  const uuid = ids().uuid;
  const queued = enterQueue(opened(), routing, context(uuid));
  const offered = offerToAgent(queued.state, offer(), context(uuid));
  return acceptOffer(offered.state, agentOf(offered.state), { at: start }).state;
};
