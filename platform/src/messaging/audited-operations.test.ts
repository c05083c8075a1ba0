import {
  auditScopes,
  flowsOperations as flows,
  type OperationSpec,
  openMessagingOperations as open,
  platformWebhookOperations,
  presenceOperations as presence,
  queuesOperations as queues,
  queueReassignmentOperations as reassignment,
  routingOperations as routing,
  usersOperations as users,
} from '@tandem/contract';
import { createNoteAudit } from '@tandem/events';
import { derivedUuid, systemClock, systemIds } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageFlowHandlers } from '../message-flows/index.ts';
import { presenceHandlers } from '../presence/index.ts';
import { routingHandlers } from '../routing/index.ts';
import {
  callerOf,
  type TestCaller,
  testDirectory,
  testFlowServices,
  testPerson,
  testPrincipal,
  testSealer,
} from '../testing/index.ts';
import { type MessagingFixture, org, secret, startMessaging } from './messaging.fixture.ts';

type Input = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };
type Noted = {
  id: string;
  entry: {
    action: string;
    entity: { type: string; name?: string };
    changes: Record<string, { from?: unknown; to?: unknown }>;
    correlationId: string;
    actor: unknown;
  };
};

const anna = testPerson('Anna');
const audit = createNoteAudit({ clock: systemClock, ids: systemIds });

/** Goes through the configuration of a contact centre as an administrator does, and looks what was noted each time. */
describe('configuration changes of the platform', () => {
  let m: MessagingFixture;
  let call: TestCaller;
  const tried = new Set<string>();
  beforeAll(async () => {
    m = await startMessaging({ audit });
    const directory = testDirectory({ [org]: [anna] });
    const deps = {
      ...{ db: m.db, snapshots: m.snapshots, clock: m.clock, ids: systemIds, directory, audit },
      wakeQueues: () => {},
      userChanged: () => {},
      services: testFlowServices,
      sealer: testSealer,
      signer: { sign: (text: string) => text, verify: () => true },
      usesOf: async () => [],
    };
    const handlers = [
      ...m.messaging.handlers,
      ...routingHandlers(deps),
      ...presenceHandlers(deps),
      ...messageFlowHandlers(deps),
    ];
    call = callerOf(handlers, testPrincipal(org));
  });
  afterAll(() => m[Symbol.asyncDispose]());

  /** Calls, and expects exactly what the table of the contract says. */
  const act = async <T = { id: string }>(operation: OperationSpec, input: Input = {}) => {
    const key = `${operation.method} ${operation.path}`;
    await m.db.query('truncate audit_outbox');
    const { body } = await call<T>(operation, input);
    const noted = await m.db.query<Noted>('select id, entry from audit_outbox order by seq');
    const scope = auditScopes[key];
    if (scope?.kind !== 'audited') throw new Error(`${key} is not audited`);
    expect(noted, key).toHaveLength(1);
    const [one] = noted as [Noted];
    expect(scope.entity, key).toContain(one.entry.entity.type);
    expect(scope.action, key).toContain(one.entry.action);
    expect(one.entry).toMatchObject({
      correlationId: 'test-correlation',
      actor: { kind: 'client' },
    });
    tried.add(key);
    return { body, entry: one.entry };
  };

  it('are noted for queues, with names and old and new values', async () => {
    const created = await act(queues.postRoutingQueues, { body: { name: 'Support' } });
    const params = { queueId: created.body.id };
    const { entry } = await act(queues.putRoutingQueue, {
      params,
      body: { name: 'Help', acwSettings: { timeoutMs: 2000 } },
    });
    expect(entry.entity.name).toBe('Help');
    expect(entry.changes).toEqual({
      name: { from: 'Support', to: 'Help' },
      'acwSettings.timeoutMs': { to: 2000 },
    });
    const back = await act(reassignment.putTandemQueueReassignment, {
      params,
      body: { answerSeconds: 60, moveTo: null, onSignOut: true },
    });
    expect(back.entry.changes).toMatchObject({
      'reassignment.onSignOut': { from: false, to: true },
    });
    const member = { ...params, memberId: anna.id };
    for (const [post, patch, patchOne, remove] of [
      [
        queues.postRoutingQueueMembers,
        queues.patchRoutingQueueMembers,
        queues.patchRoutingQueueMember,
        queues.deleteRoutingQueueMember,
      ],
      [
        queues.postRoutingQueueUsers,
        queues.patchRoutingQueueUsers,
        queues.patchRoutingQueueUser,
        queues.deleteRoutingQueueUser,
      ],
    ] as const) {
      const added = await act(post, { params, body: [{ id: anna.id }] });
      expect(added.entry.changes).toEqual({ users: { to: ['Anna'] } });
      await act(patch, { params, body: [{ id: anna.id, joined: false }] });
      await act(patchOne, { params: member, body: { joined: true } });
      await act(remove, { params: member });
    }
    const { body: code } = await act(routing.postRoutingWrapupcodes, { body: { name: 'Solved' } });
    const codeId = code.id;
    await act(routing.putRoutingWrapupcode, { params: { codeId }, body: { name: 'Done' } });
    await act(queues.postRoutingQueueWrapupcodes, { params, body: [{ id: codeId }] });
    const removed = await act(queues.deleteRoutingQueueWrapupcode, {
      params: { ...params, codeId },
    });
    expect(removed.entry.changes).toEqual({ wrapupCodes: { from: ['Done'] } });
    await act(routing.deleteRoutingWrapupcode, { params: { codeId } });
    await act(queues.deleteRoutingQueue, { params });
  });

  it('are noted for skills, languages and what users can', async () => {
    const { body: skill } = await act(routing.postRoutingSkills, { body: { name: 'Billing' } });
    await act(routing.patchRoutingSkill, { params: { skillId: skill.id }, body: {} });
    const { body: language } = await act(routing.postRoutingLanguages, {
      body: { name: 'German' },
    });
    const params = { userId: anna.id };
    const given = await act(users.postUserRoutingskills, {
      params,
      body: { id: skill.id, proficiency: 2 },
    });
    expect(given.entry).toMatchObject({
      entity: { type: 'user', name: 'Anna' },
      changes: { Billing: { to: 2 } },
    });
    const ofSkill = { ...params, skillId: skill.id };
    await act(users.putUserRoutingskill, { params: ofSkill, body: { proficiency: 3 } });
    await act(users.deleteUserRoutingskill, { params: ofSkill });
    await act(users.patchUserRoutingskillsBulk, {
      params,
      body: [{ id: skill.id, proficiency: 1 }],
    });
    await act(users.putUserRoutingskillsBulk, { params, body: [] });
    const ofLanguage = { ...params, languageId: language.id };
    await act(users.postUserRoutinglanguages, {
      params,
      body: { id: language.id, proficiency: 1 },
    });
    await act(users.patchUserRoutinglanguage, { params: ofLanguage, body: { proficiency: 4 } });
    await act(users.deleteUserRoutinglanguage, { params: ofLanguage });
    const bulk = [{ id: language.id, proficiency: 5 }];
    await act(users.patchUserRoutinglanguagesBulk, { params, body: bulk });
    await act(routing.deleteRoutingSkill, { params: { skillId: skill.id } });
    await act(routing.deleteRoutingLanguage, { params: { languageId: language.id } });
    const settings = { resetAgentScoreOnPresenceChange: true };
    const { entry } = await act(routing.putRoutingSettings, { body: settings });
    expect(entry.changes).toEqual({ resetAgentScoreOnPresenceChange: { from: false, to: true } });
    await act(routing.deleteRoutingSettings);
  });

  it('are noted for presence definitions under both spellings', async () => {
    const body = { languageLabels: { en_US: 'Lunch' }, systemPresence: 'Meal' };
    const { body: made } = await act(presence.postPresenceDefinitions, { body });
    const byNew = { params: { definitionId: made.id } };
    const labels = { ...body, languageLabels: { en_US: 'Dinner' } };
    const { entry } = await act(presence.putPresenceDefinition, { ...byNew, body: labels });
    expect(entry.changes).toEqual({ 'labels.en_US': { from: 'Lunch', to: 'Dinner' } });
    await act(presence.deletePresenceDefinition, byNew);
    const { body: old } = await act(presence.postPresencedefinitions, { body });
    const byOld = { params: { presenceId: old.id } };
    await act(presence.putPresencedefinition, { ...byOld, body: labels });
    await act(presence.deletePresencedefinition, byOld);
  });

  it('are noted for open messaging; a secret shows as changed only', async () => {
    const { body: setting } = await act(open.postConversationsMessagingSettings, {
      body: { name: 'Typing on' },
    });
    const bySetting = { params: { messageSettingId: setting.id } };
    const renamed = { ...bySetting, body: { name: 'Typing' } };
    await act(open.patchConversationsMessagingSetting, renamed);
    await act(open.putConversationsMessagingSettingsDefault, { body: { settingId: setting.id } });
    await act(open.deleteConversationsMessagingSettingsDefault);
    await act(open.deleteConversationsMessagingSetting, bySetting);
    const { body: content } = await act(open.postConversationsMessagingSupportedcontent, {
      body: { name: 'Pictures', mediaTypes: { allow: { inbound: [], outbound: [] } } },
    });
    const byContent = { params: { supportedContentId: content.id } };
    await act(open.patchConversationsMessagingSupportedcontentSupportedContentId, {
      ...byContent,
      body: { name: 'Images' },
    });
    await act(open.putConversationsMessagingSupportedcontentDefault, { body: { id: content.id } });
    await act(open.deleteConversationsMessagingSupportedcontentSupportedContentId, byContent);
    await act(open.putConversationsMessagingThreadingtimeline, {
      body: { settings: [{ messengerType: 'open', timeoutInMinutes: 60 }] },
    });
    const { body: integration, entry: made } = await act(
      open.postConversationsMessagingIntegrationsOpen,
      {
        body: {
          name: 'Chat',
          outboundNotificationWebhookUrl: 'https://hooks.example/x?token=planted-in-query',
          outboundNotificationWebhookSignatureSecretToken: secret,
          webhookHeaders: { 'x-key': 'planted-in-header' },
        },
      },
    );
    const byIntegration = { params: { integrationId: integration.id } };
    const { entry } = await act(open.patchConversationsMessagingIntegrationsOpenIntegrationId, {
      ...byIntegration,
      body: { outboundNotificationWebhookSignatureSecretToken: `${secret} changed` },
    });
    expect(entry.changes).toEqual({ secret: {} });
    expect(JSON.stringify([made, entry])).not.toMatch(/planted|changed"/);
    expect(JSON.stringify([made, entry])).not.toContain(secret);
    await act(routing.putRoutingMessageRecipient, {
      params: { recipientId: integration.id },
      body: {},
    });
    await act(open.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId, {
      ...byIntegration,
      body: { resolveIdentities: true },
    });
    const rolled = await act(platformWebhookOperations.putTandemPlatformSecret, {
      ...byIntegration,
      body: { secret: `${secret} planted`, overlapMinutes: 5 },
    });
    expect(JSON.stringify(rolled.entry)).not.toContain('planted');
    await act(platformWebhookOperations.deleteTandemPlatformPreviousSecret, byIntegration);
    await act(open.deleteConversationsMessagingIntegrationsOpenIntegrationId, byIntegration);
  });

  it('are noted for flows', async () => {
    const { body } = await act(flows.postFlows, { body: { name: 'Greeting' } });
    const byId = { params: { flowId: body.id } };
    const query = { flow: body.id };
    const document = {
      language: 1,
      kind: 'inboundMessage',
      variables: [],
      start: 'a',
      actions: [{ id: 'a', type: 'sendResponse', name: 'Say', settings: { text: 'Hello' } }],
      edges: [],
    };
    await act(flows.postFlowsActionsCheckout, { query });
    await act(flows.postFlowVersions, { ...byId, body: document });
    await act(flows.postFlowsActionsCheckin, { query });
    await act(flows.postFlowsActionsRevert, { query });
    await act(flows.postFlowsActionsUnlock, { query });
    const published = await act(flows.postFlowsActionsPublish, { query });
    expect(published.entry.changes).toEqual({ publishedVersion: { to: 1 } });
    const stopped = await act(flows.postFlowsActionsDeactivate, { query });
    expect(stopped.entry.changes).toEqual({ active: { from: true, to: false } });
    await act(flows.putFlow, { ...byId, body: { name: 'Welcome' } });
    await act(flows.deleteFlow, byId);
  });

  it('keep nothing of a change that was refused', async () => {
    await act(queues.postRoutingQueues, { body: { name: 'Twice' } });
    await m.db.query('truncate audit_outbox');
    const again = call(queues.postRoutingQueues, { body: { name: 'twice' } });
    await expect(again).rejects.toMatchObject({ status: 409 });
    const nobody = { queueId: derivedUuid('nobody') };
    await expect(call(queues.deleteRoutingQueue, { params: nobody })).rejects.toMatchObject({
      status: 404,
    });
    expect(await m.db.query('select 1 from audit_outbox')).toEqual([]);
  });

  it('leave out agents who join and leave their own queues: that is work', async () => {
    const { body: queue } = await act(queues.postRoutingQueues, { body: { name: 'Own' } });
    await call(queues.postRoutingQueueMembers, {
      params: { queueId: queue.id },
      body: [{ id: anna.id }],
    });
    const directory = testDirectory({ [org]: [anna] });
    const own = callerOf(
      routingHandlers({
        ...{ db: m.db, clock: m.clock, ids: systemIds, directory, audit, wakeQueues: () => {} },
      }),
      testPrincipal(org, { kind: 'user', userId: anna.id }),
    );
    await m.db.query('truncate audit_outbox');
    const input = { params: { userId: anna.id, queueId: queue.id }, body: { joined: false } };
    await own(users.patchUserQueue, input);
    expect(await m.db.query('select 1 from audit_outbox')).toEqual([]);
  });

  it('are all tried here but for those named', () => {
    const elsewhere = [
      // Several at once, the same way as one.
      'DELETE /api/v2/flows',
      // The same change as of a queue's member.
      'PATCH /api/v2/users/{userId}/queues',
      'PATCH /api/v2/users/{userId}/queues/{queueId}',
      // With the tests of their slices.
      'POST /tandem/monitor/deliveries/redrive',
      'POST /tandem/queues/{queueId}/removal',
      'PUT /api/v2/routing/utilization',
      'DELETE /api/v2/routing/utilization',
      'PUT /api/v2/routing/users/{userId}/utilization',
      'DELETE /api/v2/routing/users/{userId}/utilization',
    ];
    const ofThisHalf =
      /\/api\/v2\/(?:flows|routing|presence|conversations)|\/tandem\/(?:monitor|queues)|\/users\/\{userId\}\/(?:queues|routing)/;
    const audited = Object.entries(auditScopes)
      .filter(([key, { kind }]) => kind === 'audited' && ofThisHalf.test(key))
      .map(([key]) => key);
    expect(audited.filter((key) => !tried.has(key)).toSorted()).toEqual(elsewhere.toSorted());
  });
});
