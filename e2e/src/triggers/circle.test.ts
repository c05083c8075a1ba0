import { maxFlowDepth } from '@tandem/contract';
import { expect, it } from 'vitest';
import { act } from '../automation/flows.ts';
import { sendUntilAccepted } from '../crash/customers.ts';
import { createLedger } from '../crash/ledger.ts';
import { connectionOf, openPlatformTables } from '../harness/postgres-of.ts';
import { addChannel, echo } from '../harness/set-up.ts';
import { startTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { startWebhookReceiver } from '../harness/webhook-receiver.ts';
import { addTrigger, publishTold, runsOf } from './trigger-flow.ts';

const topicName = 'v2.detail.events.conversation.{id}.attributes';

it('a flow that causes the event that starts it comes to an end, and the last start says why', async () => {
  await using tandem = await startTandem({
    TANDEM_WEBHOOK_PORT_RULE: 'any',
    TANDEM_EGRESS_ALLOW: '127.0.0.1',
  });
  await using receiver = await startWebhookReceiver();
  const { admin, url } = tandem;
  const participants = `${url}/api/v2/conversations/messages/{{ conversationId }}/participants`;
  const flow = await publishTold(admin, {
    ...{ name: 'Round and round', inputs: ['conversationId', 'participantId', 'eventTime'] },
    actions: [
      act('again', 'httpRequest', {
        ...{ requestUrl: `${participants}/{{ participantId }}/attributes`, method: 'PATCH' },
        ...{ useAuthenticatedEndpoint: false, contentType: 'Application/JSON' },
        responseTimeoutMs: 60_000,
        headers: [{ name: 'Authorization', value: `Bearer ${admin.token}` }],
        body: '{"attributes":{"seen":"{{ eventTime }}"}}',
      }),
    ],
  });
  await addTrigger(admin, { topicName, flow });
  const integrationId = await addChannel(admin, { name: 'Echo', actions: echo, receiver });
  const { conversationId } = await sendUntilAccepted(
    { url: () => url, token: admin.token, integrationId },
    { customer: 'c', key: 'c-1', text: 'hello' },
    createLedger(),
  );
  const customer = await until('the customer', async () => {
    const { participants: all } = await admin.ok<{
      participants: { id: string; purpose: string }[];
    }>('GET', `/api/v2/conversations/messages/${conversationId}`);
    return all.find(({ purpose }) => purpose === 'customer');
  });
  const path = `/api/v2/conversations/messages/${conversationId}/participants/${customer.id}`;
  await admin.ok('PATCH', `${path}/attributes`, { attributes: { seen: 'once' } });
  await using tables = openPlatformTables(await connectionOf(tandem.dataFolder));
  const dead = await until('the start that is one too many', async () => {
    const [found] = await tables.query<{ reason: string }>(
      "select reason from dead_letter where queue = 'trigger-start'",
    );
    return found;
  });
  expect(dead.reason).toContain('start each other');
  const runs = await runsOf(admin, flow);
  expect(runs).toHaveLength(maxFlowDepth + 1);
}, 120_000);
