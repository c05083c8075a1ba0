import {
  conversationMessagesOperations,
  conversationsOperations,
  type OperationSpec,
  presenceOperations,
  queuesOperations,
  routingOperations,
  usersOperations,
} from '@tandem/contract';
import type { Database } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { notOffered } from '../not-offered.ts';
import { presenceHandlers } from '../presence/index.ts';
import { startConversations } from './conversation.testing.ts';

/** Who may call what is asked for by the reference: all of these permissions, or any of them. */
const wanted: Readonly<Record<string, string>> = {
  getRoutingQueues: 'all: routing:queue:view',
  postRoutingQueues: 'all: routing:queue:add',
  getRoutingQueuesDivisionviews: 'all: routing:queue:search',
  getRoutingQueuesDivisionviewsAll: 'all: routing:queue:search',
  getRoutingQueuesMe: 'none',
  deleteRoutingQueue: 'all: routing:queue:delete',
  getRoutingQueue: 'all: routing:queue:view',
  putRoutingQueue: 'all: routing:queue:edit',
  getRoutingQueueEstimatedwaittime: 'all: routing:queue:view',
  getRoutingQueueMediatypeEstimatedwaittime: 'all: routing:queue:view',
  getRoutingQueueMembers:
    'any: routing:queue:view, routing:queue:edit, routing:queue:readonly, routing:queueMember:manage',
  patchRoutingQueueMembers: 'any: routing:queue:edit, routing:queueMember:manage',
  postRoutingQueueMembers: 'any: routing:queue:edit, routing:queueMember:manage',
  deleteRoutingQueueMember: 'any: routing:queue:edit, routing:queueMember:manage',
  patchRoutingQueueMember: 'any: routing:queue:edit, routing:queueMember:manage',
  getRoutingQueueUsers: 'any: routing:queue:view, routing:queueMember:manage',
  patchRoutingQueueUsers: 'any: routing:queue:edit, routing:queueMember:manage',
  postRoutingQueueUsers: 'any: routing:queue:edit, routing:queueMember:manage',
  deleteRoutingQueueUser: 'any: routing:queue:edit, routing:queueMember:manage',
  patchRoutingQueueUser: 'any: routing:queue:edit, routing:queueMember:manage',
  getRoutingQueueWrapupcodes: 'all: routing:queue:view',
  postRoutingQueueWrapupcodes: 'all: routing:queue:edit',
  deleteRoutingQueueWrapupcode: 'all: routing:queue:edit',
  getRoutingLanguages: 'none',
  postRoutingLanguages: 'all: routing:skill:manage',
  deleteRoutingLanguage: 'all: routing:skill:manage',
  getRoutingLanguage: 'none',
  deleteRoutingSettings: 'all: routing:settings:edit',
  getRoutingSettings: 'none',
  putRoutingSettings: 'all: routing:settings:edit',
  getRoutingSkills: 'all: routing:skill:view',
  postRoutingSkills: 'any: routing:skill:manage, routing:skill:create',
  deleteRoutingSkill: 'any: routing:skill:manage, routing:skill:delete',
  getRoutingSkill: 'all: routing:skill:view',
  patchRoutingSkill: 'all: routing:skill:update',
  getRoutingWrapupcodes: 'all: routing:wrapupCode:view',
  postRoutingWrapupcodes: 'all: routing:wrapupCode:add',
  getRoutingWrapupcodesDivisionviews: 'all: routing:wrapupCode:search',
  getRoutingWrapupcodesDivisionview: 'all: routing:wrapupCode:search',
  deleteRoutingWrapupcode: 'all: routing:wrapupCode:delete',
  getRoutingWrapupcode: 'all: routing:wrapupCode:view',
  putRoutingWrapupcode: 'all: routing:wrapupCode:edit',
  getPresenceDefinitions: 'all: presence:presenceDefinition:view',
  postPresenceDefinitions: 'all: presence:presenceDefinition:add',
  deletePresenceDefinition:
    'any: presence:presenceDefinition:delete, presence:presenceDefinition:edit',
  getPresenceDefinition: 'all: presence:presenceDefinition:view',
  putPresenceDefinition: 'all: presence:presenceDefinition:edit',
  getPresencedefinitions: 'none',
  postPresencedefinitions: 'all: presence:presenceDefinition:add',
  deletePresencedefinition: 'all: presence:presenceDefinition:delete',
  getPresencedefinition: 'all: presence:presenceDefinition:view',
  putPresencedefinition: 'all: presence:presenceDefinition:edit',
  getSystempresences: 'none',
  getUserPresencesPurecloud: 'none',
  patchUserPresencesPurecloud: 'none',
  getUserPresence: 'none',
  patchUserPresence: 'none',
  getUserQueues: 'all: routing:queue:view',
  patchUserQueues: 'any: routing:queue:join, routing:queueMember:manage',
  patchUserQueue: 'any: routing:queue:join, routing:queueMember:manage',
  getUserRoutinglanguages: 'none',
  postUserRoutinglanguages: 'any: routing:skill:assign, routing:language:assign',
  patchUserRoutinglanguagesBulk: 'any: routing:skill:assign, routing:language:assign',
  deleteUserRoutinglanguage: 'any: routing:skill:assign, routing:language:assign',
  patchUserRoutinglanguage: 'any: routing:skill:assign, routing:language:assign',
  getUserRoutingskills: 'none',
  postUserRoutingskills: 'all: routing:skill:assign',
  patchUserRoutingskillsBulk: 'all: routing:skill:assign',
  putUserRoutingskillsBulk: 'all: routing:skill:assign',
  deleteUserRoutingskill: 'all: routing:skill:assign',
  putUserRoutingskill: 'all: routing:skill:assign',
  getUserRoutingstatus: 'none',
  putUserRoutingstatus: 'none',
  getConversations: 'none',
  deleteConversation: 'all: conversation:communication:disconnect',
  getConversation: 'all: conversation:communication:view',
  postConversationAssign:
    'any: conversation:call:pull, conversation:call:assign, conversation:callback:pull, conversation:callback:assign, conversation:webchat:pull, conversation:webchat:assign, conversation:email:pull, conversation:email:assign, conversation:message:pull, conversation:message:assign',
  postConversationDisconnect: 'all: conversation:communication:disconnect',
  patchConversationParticipant:
    'any: conversation:participant:wrapup, conversation:call:record, conversation:communication:disconnect',
  patchConversationParticipantAttributes: 'none',
  getConversationParticipantWrapup: 'none',
  getConversationParticipantWrapupcodes: 'none',
  getConversationsMessages: 'none',
  postConversationsMessages: 'all: conversation:message:create',
  postConversationsMessagesAgentless: 'all: conversation:message:create',
  getConversationsMessagesCachedmedia: 'all: conversation:cachedMedia:view',
  deleteConversationsMessagesCachedmediaCachedMediaItemId: 'all: conversation:cachedMedia:delete',
  getConversationsMessagesCachedmediaCachedMediaItemId: 'all: conversation:cachedMedia:view',
  getConversationsMessage: 'none',
  patchConversationsMessage:
    'any: conversation:communication:disconnect, conversation:message:park',
  postConversationsMessageCommunicationMessages:
    'any: conversation:message:create, conversation:webmessaging:create',
  getConversationsMessageCommunicationMessagesMedia: 'all: conversation:messageMedia:view',
  postConversationsMessageCommunicationMessagesMedia:
    'any: conversation:message:create, conversation:webmessaging:create, conversation:socialmedia:create',
  postConversationsMessageCommunicationMessagesMediaUploads:
    'any: conversation:message:create, conversation:webmessaging:create, conversation:socialmedia:create',
  getConversationsMessageCommunicationMessagesMediaMediaId:
    'any: conversation:message:view, conversation:webmessaging:view',
  postConversationsMessageCommunicationSocialmediaMessages: 'all: conversation:socialmedia:create',
  postConversationsMessageCommunicationTyping:
    'any: conversation:message:create, conversation:webmessaging:create',
  postConversationsMessageMessagesBulk:
    'any: conversation:message:view, conversation:webmessaging:view',
  getConversationsMessageMessage: 'any: conversation:message:view, conversation:webmessaging:view',
  patchConversationsMessageParticipant:
    'any: conversation:participant:wrapup, conversation:call:record, conversation:communication:disconnect',
  patchConversationsMessageParticipantAttributes: 'none',
  patchConversationsMessageParticipantCommunication: 'none',
  getConversationsMessageParticipantCommunicationWrapup: 'none',
  postConversationsMessageParticipantCommunicationWrapup: 'all: conversation:participant:wrapup',
  postConversationsMessageParticipantMonitor: 'all: conversation:message:monitor',
  patchConversationsMessageParticipantParkingstate: 'all: conversation:message:park',
  postConversationsMessageParticipantReplace: 'all: conversation:communication:blindTransfer',
  getConversationsMessageParticipantWrapup: 'none',
  getConversationsMessageParticipantWrapupcodes: 'none',
  putConversationsMessageRecordingstate: 'all: conversation:recording:pauseOthers',
  getConversationsMessageDetails: 'any: conversation:message:view, conversation:webmessaging:view',
};

const operations: Readonly<Record<string, OperationSpec>> = {
  ...queuesOperations,
  ...routingOperations,
  ...presenceOperations,
  ...usersOperations,
  ...conversationsOperations,
  ...conversationMessagesOperations,
};

const ruleOf = ({ permission }: OperationSpec): string =>
  permission?.all
    ? `all: ${permission.all.join(', ')}`
    : permission?.any
      ? `any: ${permission.any.join(', ')}`
      : 'none';

const keyOf = ({ method, path }: OperationSpec) => `${method} ${path}`;

describe('operations of routing, presence and conversations', () => {
  const { handlers, deps } = startConversations({} as Database);
  const served = new Map(
    [
      ...handlers,
      ...presenceHandlers({ ...deps, audit: async () => {}, userChanged: () => {} }),
    ].map(({ operation }) => [keyOf(operation), operation]),
  );

  it.each(Object.entries(wanted))('%s asks for %s and is served or named', (id, rule) => {
    const operation = operations[id] as OperationSpec;
    const mounted = served.get(keyOf(operation));
    if (!mounted) expect(notOffered[id]).toMatch(/\w/);
    expect(ruleOf(mounted ?? operation)).toBe(rule);
  });
});
