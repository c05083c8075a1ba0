import type { AnalyticsConversationWithoutAttributes } from '@tandem/contract';
import type { Participant } from './conversation.model.ts';
import type { LoadedConversation } from './conversation.store.ts';
import {
  messagesOf,
  type Names,
  nameOfParticipant,
  present,
  segmentsOf,
} from './participant.view.ts';

/** `transfer.noanswer` → `noAnswerTransfer`: the spelling of analytics. */
const disconnectTypes: Readonly<Record<string, string>> = {
  'transfer.noanswer': 'noAnswerTransfer',
};

const ms = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Date.parse(to) - Date.parse(from);

/** Durations of a participant under the names of analytics, each dated at its end. */
const metricsOf = (p: Participant) => {
  const measured: readonly (readonly [string, number | null, string | null])[] =
    p.purpose === 'acd'
      ? [['tAcd', ms(p.connectedAt, p.endedAt), p.endedAt]]
      : p.purpose === 'agent'
        ? [
            ['tAlert', ms(p.alertingAt, p.connectedAt ?? p.endedAt), p.connectedAt ?? p.endedAt],
            ['tTalk', ms(p.connectedAt, p.endedAt), p.endedAt],
            ['tAcw', ms(p.acwStartedAt, p.acwEndedAt), p.acwEndedAt],
          ]
        : p.purpose === 'workflow'
          ? [['tFlow', ms(p.connectedAt, p.endedAt), p.endedAt]]
          : [];
  return measured.flatMap(([name, value, emitDate]) =>
    value === null || emitDate === null ? [] : [{ name, value, emitDate }],
  );
};

const segmentsWire = (p: Participant) =>
  segmentsOf(p).map(({ type, startTime, endTime, disconnectType }) => ({
    segmentType: p.purpose === 'workflow' && type === 'interact' ? 'ivr' : type,
    segmentStart: startTime,
    segmentEnd: endTime,
    conference: false,
    ...present({
      queueId: p.queueId,
      disconnectType: disconnectType && (disconnectTypes[disconnectType] ?? disconnectType),
      wrapUpCode: type === 'wrapup' ? p.wrapup?.code : null,
      wrapUpNote: type === 'wrapup' ? p.wrapup?.notes : null,
      wrapUpTags: type === 'wrapup' ? p.wrapup?.tags : null,
    }),
  }));

const sessionOf = (loaded: LoadedConversation, p: Participant) => ({
  sessionId: p.communicationId,
  mediaType: 'message',
  messageType: 'open',
  direction: p.direction,
  provider: 'PureCloud Messaging',
  addressFrom: p.direction === 'inbound' ? loaded.customer.id : loaded.integrationId,
  addressTo: p.direction === 'inbound' ? loaded.integrationId : loaded.customer.id,
  mediaCount: messagesOf(loaded, p).filter(({ content }) => content !== null).length,
  ...present({
    peerId: p.peerId,
    acwSkipped: p.wrapupSkipped,
    flow: p.flow && {
      flowId: p.flow.id,
      flowName: p.flow.name,
      flowVersion: String(p.flow.version),
      flowType: 'INBOUNDSHORTMESSAGE',
    },
  }),
  segments: segmentsWire(p),
  metrics: metricsOf(p),
});

/** Analytics knows no monitor: whoever reads along is a user of the organisation. */
const purposeOf = ({ purpose }: Participant) => (purpose === 'monitor' ? 'user' : purpose);

/** A conversation as analytics shows it. */
export const toAnalyticsWire = (
  loaded: LoadedConversation,
  names: Names,
): AnalyticsConversationWithoutAttributes => {
  const { conversation, participants } = loaded;
  const first = participants[0];
  return {
    conversationId: conversation.id,
    conversationStart: conversation.startedAt,
    ...present({ conversationEnd: conversation.endedAt, externalTag: conversation.externalTag }),
    originatingDirection: first?.direction ?? 'inbound',
    conversationInitiator: first ? purposeOf(first) : 'customer',
    customerParticipation: participants.some(({ purpose }) => purpose === 'customer'),
    divisionIds: [names.home.id],
    participants: participants.map((p) => ({
      participantId: p.id,
      purpose: purposeOf(p),
      ...present({ participantName: nameOfParticipant(p, names), userId: p.userId }),
      sessions: [sessionOf(loaded, p)],
    })) as NonNullable<AnalyticsConversationWithoutAttributes['participants']>,
  };
};
