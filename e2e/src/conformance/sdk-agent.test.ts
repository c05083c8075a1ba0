import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/waiting.ts';
import {
  type AgentSite,
  accept,
  heard,
  startAgentSite,
  startWork,
  told,
  upload,
  write,
} from './agent-work.ts';
import { refusal } from './foreign-sdk.ts';
import { type Feed, openFeed } from './notification-feed.ts';
import { signInByPkce } from './sdk-agent-sign-in.ts';
import type { Middleware } from './signed-webhooks.ts';
import { problemsOf } from './topic-bodies.ts';

let site: AgentSite;
let middleware: Middleware;
beforeAll(async () => {
  site = await startAgentSite();
  middleware = site.middleware;
});
afterAll(() => site[Symbol.asyncDispose]());

const expectSoundFrames = (feeds: readonly Feed[]) => {
  const frames = feeds.flatMap(({ frames: each }) => each);
  const events = frames.filter(({ topicName }) => topicName !== 'channel.metadata');
  expect(events.length).toBeGreaterThan(0);
  expect(events.flatMap(({ topicName, eventBody }) => problemsOf(topicName, eventBody))).toEqual(
    [],
  );
  // What nobody asked for, such as an offer, has no correlation id.
  for (const frame of events)
    expect(frame).toEqual({
      topicName: expect.any(String),
      version: '2',
      eventBody: expect.any(Object),
      metadata: expect.any(Object),
    });
  expect(events.some(({ metadata }) => metadata?.CorrelationId)).toBe(true);
};

describe('acts of administration', () => {
  it('are told to whoever listens to the entity, from whatever part of Tandem', async () => {
    const { notifications, routing } = site.admin;
    const { id = '', connectUri = '' } = await notifications.postNotificationsChannels();
    const topics = {
      queue: `v2.audits.entitytype.Queue.entityid.${site.otherQueue}`,
      user: `v2.audits.entitytype.User.entityid.${site.ben.id}`,
      tokens: `v2.users.${site.ben.id}.tokens`,
    };
    await notifications.postNotificationsChannelSubscriptions(
      id,
      Object.values(topics).map((topic) => ({ id: topic })),
    );
    using feed = await openFeed(connectUri);
    // What the set-up did may be told only now.
    const told = (topic: string, action?: string) =>
      feed.frame(
        topic,
        ({ topicName, eventBody }) => topicName === topic && eventBody['action'] === action,
      );
    // Of the contact centre, and of the core services.
    await routing.putRoutingQueue(site.otherQueue, {
      ...{ name: 'Second line', description: 'New' },
      acwSettings: { wrapupPrompt: 'OPTIONAL' },
    });
    await signInByPkce(site.tandem.url, site.application, site.ben);
    expect((await told(topics.queue, 'Update')).eventBody).toMatchObject({
      entityType: 'Queue',
      entity: { id: site.otherQueue, name: 'Second line' },
      propertyChanges: expect.arrayContaining([
        { property: 'description', oldValues: [], newValues: ['New'] },
      ]),
    });
    expect((await told(topics.user, 'SignIn')).eventBody).toMatchObject({
      userId: site.ben.id,
    });
    expect((await told(topics.tokens)).eventBody).toMatchObject({ user: { id: site.ben.id } });
    expect(
      feed.frames.flatMap(({ topicName, eventBody }) =>
        topicName === 'channel.metadata' ? [] : problemsOf(topicName, eventBody),
      ),
    ).toEqual([]);
  });
});

describe('a conversation at the desk', () => {
  it('is offered, accepted, answered with a picture, typed in, wrapped up and closed', async () => {
    await using anna = await startWork(site, site.anna);
    const id = await write(site, 'carla', 'Where is my parcel?');
    const { participant, communication } = await accept(anna, id);
    const { conversations } = anna.sdk;
    await middleware.hook('greeting', ({ conversationId }) => conversationId === id);

    await conversations.postConversationsMessageCommunicationTyping(id, communication, {
      typing: { type: 'On', duration: 3000 },
    } as never);
    await middleware.hook(
      'typing',
      ({ type, channel }) => type === 'Event' && channel.to.id === 'carla',
    );
    await site.admin.conversations.postConversationsMessageInboundOpenEvent(site.made.integration, {
      channel: { from: { id: 'carla', idType: 'Opaque' }, time: site.now().toISOString() },
      events: [{ eventType: 'Typing' }],
    } as never);
    await anna.feed.frame('typing', ({ topicName }) => topicName === anna.topics.typing);

    const sent = await conversations.postConversationsMessageCommunicationMessages(
      id,
      communication,
      {
        textBody: 'It arrives tomorrow.',
      },
    );
    expect(sent).toMatchObject({
      direction: 'outbound',
      messengerType: 'open',
      textBody: 'It arrives tomorrow.',
    });
    const hook = await middleware.hook('answer', (body) => body.id === sent.id);
    expect(hook.body).toMatchObject({ originatingEntity: 'Human', text: 'It arrives tomorrow.' });
    expect(hook.verified).toEqual({ raw: true, rewritten: true });

    const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
    const media = await upload(anna, { id, communication }, { name: 'label.png', bytes });
    const picture = await conversations.postConversationsMessageCommunicationMessages(
      id,
      communication,
      {
        textBody: '',
        mediaIds: [media],
      } as never,
    );
    const delivered = await middleware.hook('picture', (body) => body.id === picture.id);
    const attachment = delivered.body.content?.[0]?.attachment;
    expect(attachment).toMatchObject({ mime: 'image/png' });
    const download = await fetch(attachment?.url ?? '');
    expect(Buffer.from(await download.arrayBuffer())).toEqual(bytes);

    await write(site, 'carla', 'Thank you');
    // A message that is taken in after the end would open the conversation anew.
    await heard(anna, id, 2);
    const codes = await conversations.getConversationsMessageParticipantWrapupcodes(
      id,
      participant,
    );
    expect(codes).toMatchObject([{ id: site.made.wrapupCode }]);
    await conversations.patchConversationsMessageParticipant(id, participant, {
      body: { state: 'disconnected' },
    });
    await told(anna, id, 'disconnected');
    await conversations.patchConversationsMessageParticipant(id, participant, {
      body: { wrapup: { code: site.made.wrapupCode, notes: 'Parcel was late' } },
    });
    const ended = await until('the end in the first view', async () => {
      const found = await conversations.getConversation(id);
      const agent = found.participants.find(({ purpose }) => purpose === 'agent');
      return agent?.wrapup?.code ? { found, agent } : null;
    });
    expect(ended.agent).toMatchObject({
      wrapup: { code: site.made.wrapupCode, notes: 'Parcel was late' },
      messages: [{ id: communication, state: 'disconnected', disconnectType: 'client' }],
    });
    expect(ended.found.participants.map(({ purpose }) => purpose)).toEqual([
      'customer',
      'workflow',
      'acd',
      'agent',
    ]);
    const flat = await conversations.getConversationsMessage(id);
    expect(flat.participants?.find(({ purpose }) => purpose === 'agent')).toMatchObject({
      id: participant,
      user: { id: site.anna.id },
      queue: { id: site.made.queue },
      state: 'disconnected',
      wrapup: { code: site.made.wrapupCode },
    });
    await anna.feed.frame(
      'end of the work',
      ({ eventBody }) => eventBody['currentState'] === 'TERMINATED',
    );
    const bodiesOf = (topic: string) =>
      anna.feed.frames.flatMap(({ topicName, eventBody }) =>
        topicName === topic ? [eventBody] : [],
      );
    expect(
      bodiesOf(anna.topics.state).map(({ conversationId, currentState }) => [
        conversationId,
        currentState,
      ]),
    ).toEqual(['ALERT', 'INTERACT', 'WRAPUP', 'TERMINATED'].map((state) => [id, state]));
    expect(bodiesOf(anna.topics.activity)).toContainEqual(
      expect.objectContaining({
        id: site.anna.id,
        routingStatus: expect.objectContaining({ status: 'INTERACTING' }),
        presence: expect.objectContaining({
          presenceDefinition: expect.objectContaining({ systemPresence: 'ON_QUEUE' }),
        }),
      }),
    );
    expect(bodiesOf(anna.topics.summary).length).toBeGreaterThan(0);
    expectSoundFrames([anna.feed]);
  });

  it('is answered with a template, whose button the customer chooses', async () => {
    await using anna = await startWork(site, site.anna);
    const { responses, conversations } = site.admin;
    const library = await responses.postResponsemanagementLibraries({ name: 'Templates' });
    const whatsApp = {
      ...{ name: 'appointment', language: 'en' },
      buttons: [{ type: 'QuickReply', contentText: 'Yes', content: 'opt-y' }],
    };
    const { id: responseId = '' } = await responses.postResponsemanagementResponses({
      name: 'Appointment',
      libraries: [{ id: library.id ?? '' }],
      responseType: 'MessagingTemplate',
      texts: [{ content: 'Does {{day}} suit you?', contentType: 'text/plain', type: 'body' }],
      messagingTemplate: { whatsApp },
    });
    const id = await write(site, 'tara', 'When?');
    const { participant, communication } = await accept(anna, id);
    const send = (messagingTemplate: object) =>
      anna.sdk.conversations.postConversationsMessageCommunicationMessages(id, communication, {
        textBody: '',
        messagingTemplate,
      });
    expect(await refusal(send({ responseId }))).toMatchObject({ status: 400 });
    const sent = await send({ responseId, bodyParameters: [{ id: 'day', value: 'Monday' }] });
    const hook = await middleware.hook('template', (body) => body.id === sent.id);
    expect(hook.verified).toEqual({ raw: true, rewritten: true });
    expect(hook.body).toMatchObject({
      ...{ type: 'Structured', originatingEntity: 'Human' },
      content: [
        {
          contentType: 'Notification',
          template: {
            body: { text: 'Does Monday suit you?' },
            buttons: [{ type: 'QuickReply', text: 'Yes', payload: 'opt-y' }],
          },
        },
      ],
    });
    const { id: chosen = '' } =
      await conversations.postConversationsMessageInboundOpenStructuredResponse(
        site.made.integration,
        {
          channel: {
            from: { id: 'tara', idType: 'Opaque', nickname: 'tara' },
            time: site.now().toISOString(),
          },
          buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'opt-y' },
          originatingMessageId: sent.id,
        } as never,
      );
    await heard(anna, id, 2);
    const answer = await anna.sdk.conversations.getConversationsMessageMessage(id, chosen);
    expect(answer.normalizedMessage).toMatchObject({
      type: 'Structured',
      content: [{ buttonResponse: { text: 'Yes', payload: 'opt-y' } }],
    });
    await anna.sdk.conversations.patchConversationsMessageParticipant(id, participant, {
      body: { state: 'disconnected', wrapup: { code: site.made.wrapupCode } },
    });
    await told(anna, id, 'disconnected');
  });

  it('goes to another queue, and back to an agent by name', async () => {
    await using anna = await startWork(site, site.anna);
    await using ben = await startWork(site, site.ben);
    const id = await write(site, 'dora', 'I need the second line');
    const first = await accept(anna, id);
    await anna.sdk.conversations.postConversationsMessageParticipantReplace(id, first.participant, {
      queueId: site.otherQueue,
      transferType: 'Unattended',
    } as never);
    const second = await accept(ben, id);
    const answer = await ben.sdk.conversations.postConversationsMessageCommunicationMessages(
      id,
      second.communication,
      { textBody: 'Second line here.' },
    );
    await middleware.hook('second line', (body) => body.id === answer.id);
    expect(
      await refusal(
        anna.sdk.conversations.postConversationsMessageCommunicationMessages(
          id,
          first.communication,
          { textBody: 'I have left.' },
        ),
      ),
    ).toMatchObject({
      status: expect.toSatisfy((status: number) => status >= 400 && status < 500),
    });
    await ben.sdk.conversations.postConversationsMessageParticipantReplace(id, second.participant, {
      userId: site.anna.id,
      transferType: 'Unattended',
    } as never);
    anna.feed.forget();
    const third = await accept(anna, id);
    const flat = await anna.sdk.conversations.getConversationsMessage(id);
    const agents = flat.participants?.filter(({ purpose }) => purpose === 'agent') ?? [];
    expect(agents.map(({ user, disconnectType }) => [user?.id, disconnectType])).toEqual([
      [site.anna.id, 'transfer'],
      [site.ben.id, 'transfer'],
      [site.anna.id, undefined],
    ]);
    await anna.sdk.conversations.patchConversationsMessage(id, { state: 'disconnected' } as never);
    await told(anna, id, 'disconnected');
    for (const [{ sdk }, { participant }] of [
      [anna, first],
      [ben, second],
      [anna, third],
    ] as const)
      await sdk.conversations.patchConversationsMessageParticipant(id, participant, {
        body: { wrapupSkipped: true },
      });
    expectSoundFrames([anna.feed, ben.feed]);
  });

  it('that an agent declines waits for another one', async () => {
    await using anna = await startWork(site, site.anna);
    await site.admin.routing.postRoutingQueueMembers(site.made.queue, [{ id: site.ben.id }]);
    const id = await write(site, 'emma', 'Hello');
    const offer = await told(anna, id, 'alerting');
    await anna.sdk.conversations.patchConversationsMessageParticipant(id, offer.participant, {
      body: { state: 'disconnected' },
    });
    await using ben = await startWork(site, site.ben);
    await accept(ben, id);
    const details = (await ben.sdk.conversations.getConversationsMessage(id)).participants ?? [];
    expect(details.filter(({ purpose }) => purpose === 'agent').map(({ state }) => state)).toEqual([
      'disconnected',
      'connected',
    ]);
    expectSoundFrames([anna.feed, ben.feed]);
  });
});
