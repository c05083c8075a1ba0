import { systemClock } from '@tandem/kit';
import type { Api } from '../harness/api.ts';
import type { TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { apisOf, openSdk, type SdkApis } from './foreign-sdk.ts';
import { type Feed, type Frame, openFeed } from './notification-feed.ts';
import { addCodeClient, signInByPkce } from './sdk-agent-sign-in.ts';
import { setUpBySdk } from './sdk-set-up.ts';
import { type Middleware, startMiddleware } from './signed-webhooks.ts';
import { addUser, type Person, startSite } from './site.ts';

/** A contact centre with two agents, each in a queue of its own, and an agent application for them. */
export type AgentSite = AsyncDisposable & {
  readonly tandem: TestTandem;
  readonly middleware: Middleware;
  readonly application: { readonly id: string; readonly secret: string };
  readonly anna: Person;
  readonly ben: Person;
  readonly admin: SdkApis;
  readonly made: Awaited<ReturnType<typeof setUpBySdk>>;
  readonly otherQueue: string;
  /** Lets time pass for whatever looks at the time of day. */
  readonly pass: (ms: number) => void;
  readonly now: () => Date;
};

/** The system's clock, moved by hand. */
const createShiftedClock = () => {
  let shiftMs = 0;
  return {
    ...systemClock,
    now: () => new Date(systemClock.now().getTime() + shiftMs),
    monotonicMs: () => systemClock.monotonicMs() + shiftMs,
    pass(ms: number) {
      shiftMs += ms;
    },
  };
};

const addAgents = async (api: Api) => ({
  anna: await addUser(api, { name: 'Anna', roles: ['Agent'] }),
  ben: await addUser(api, { name: 'Ben', roles: ['Agent'] }),
});

export const startAgentSite = async (): Promise<AgentSite> => {
  const clock = createShiftedClock();
  const tandem = await startSite({}, { clock });
  const middleware = await startMiddleware();
  const application = await addCodeClient(tandem.admin, 'Agent application');
  const { anna, ben } = await addAgents(tandem.admin);
  const admin = apisOf(openSdk(tandem.url));
  admin.client.setAccessToken(tandem.admin.token);
  const made = await setUpBySdk(admin, { name: 'Agents', middleware });
  const otherQueue =
    (
      await admin.routing.postRoutingQueues({
        name: 'Second line',
        acwSettings: { wrapupPrompt: 'OPTIONAL' },
      })
    ).id ?? '';
  await admin.routing.postRoutingQueueMembers(made.queue, [{ id: anna.id }]);
  await admin.routing.postRoutingQueueMembers(otherQueue, [{ id: ben.id }]);
  return {
    tandem,
    middleware,
    application,
    anna,
    ben,
    admin,
    made,
    otherQueue,
    pass: clock.pass,
    now: clock.now,
    async [Symbol.asyncDispose]() {
      await middleware[Symbol.asyncDispose]();
      await tandem[Symbol.asyncDispose]();
    },
  };
};

const topicsOf = ({ id }: Person) => ({
  conversations: `v2.users.${id}.conversations`,
  messages: `v2.users.${id}.conversations.messages`,
  typing: `v2.users.${id}.conversations.inbound.typing.event`,
  presence: `v2.users.${id}.presence`,
  routingStatus: `v2.users.${id}.routingStatus`,
  activity: `v2.users.${id}.activity`,
  summary: `v2.users.${id}.conversationsummary`,
  state: `v2.detail.events.agent.${id}.state`,
});

const setPresence = async (sdk: SdkApis, person: Person, name: 'OnQueue' | 'Available') => {
  const { entities = [] } = await sdk.presence.getPresenceDefinitions0();
  const found = entities.find(
    ({ systemPresence = '' }) => systemPresence.toLowerCase() === name.toLowerCase(),
  );
  if (!found?.id) throw new Error(`no presence ${name}`);
  await sdk.presence.patchUserPresencesPurecloud(person.id, {
    presenceDefinition: { id: found.id },
  });
};

/** An agent at work: signed in, listening and on queue until disposed. */
export type Work = AsyncDisposable & {
  readonly sdk: SdkApis;
  readonly feed: Feed;
  readonly topics: ReturnType<typeof topicsOf>;
  readonly person: Person;
};

export const statusIn = ({ eventBody }: Frame): string | undefined =>
  (eventBody['routingStatus'] as { status?: string } | undefined)?.status;

/** Signs in, listens and goes on queue, as the application does when it starts. */
export const startWork = async (site: AgentSite, person: Person): Promise<Work> => {
  const sdk = await signInByPkce(site.tandem.url, site.application, person);
  const channel = await sdk.notifications.postNotificationsChannels();
  const topics = topicsOf(person);
  await sdk.notifications.postNotificationsChannelSubscriptions(
    channel.id ?? '',
    Object.values(topics).map((id) => ({ id })),
  );
  const feed = await openFeed(channel.connectUri ?? '');
  await setPresence(sdk, person, 'OnQueue');
  await feed.frame(
    'idle',
    (frame) => frame.topicName === topics.routingStatus && statusIn(frame) === 'IDLE',
  );
  return {
    sdk,
    feed,
    topics,
    person,
    async [Symbol.asyncDispose]() {
      await setPresence(sdk, person, 'Available');
      feed[Symbol.dispose]();
    },
  };
};

/** A customer writes; answers the conversation's id. */
export const write = async (site: AgentSite, customer: string, text: string): Promise<string> => {
  const { conversationId } =
    await site.admin.conversations.postConversationsMessageInboundOpenMessage(
      site.made.integration,
      {
        channel: {
          from: { id: customer, idType: 'Opaque', nickname: customer },
          time: site.now().toISOString(),
        },
        text,
      } as never,
      { prefetchConversationId: true },
    );
  if (!conversationId) throw new Error('no conversation');
  return conversationId;
};

type Part = {
  readonly id: string;
  readonly purpose: string;
  readonly state?: string;
  readonly peer?: string;
  readonly messages?: readonly unknown[];
  readonly user?: { readonly id?: string };
};

/** Waits until the agent's topic tells that its own part of the conversation has the state. */
export const told = async ({ feed, topics, person }: Work, id: string, state: string) => {
  const partsOf = (body: Record<string, unknown>) => body['participants'] as readonly Part[];
  const own = (body: Record<string, unknown>) =>
    partsOf(body).find(
      (part) => part.purpose === 'agent' && part.user?.id === person.id && part.state === state,
    );
  const { eventBody } = await feed.frame(
    `${state} for ${person.name}`,
    ({ topicName, eventBody: body }) =>
      topicName === topics.messages && body['id'] === id && own(body) !== undefined,
  );
  const agent = own(eventBody);
  const customer = partsOf(eventBody).find(({ purpose }) => purpose === 'customer');
  if (!agent) throw new Error('no agent');
  // The agent's communication is what the customer's participant calls its peer.
  return { participant: agent.id, communication: customer?.peer ?? '' };
};

/** Waits until the agent's topic tells of so many messages of the customer. */
export const heard = ({ feed, topics }: Work, id: string, count: number) =>
  feed.frame(
    `${count} messages of the customer`,
    ({ topicName, eventBody: body }) =>
      topicName === topics.messages &&
      body['id'] === id &&
      (body['participants'] as readonly Part[]).some(
        ({ purpose, messages }) => purpose === 'customer' && messages?.length === count,
      ),
  );

/** Waits for the offer and takes it. */
export const accept = async (work: Work, id: string) => {
  const { participant } = await told(work, id, 'alerting');
  await work.sdk.conversations.patchConversationsMessageParticipant(id, participant, {
    body: { state: 'connected' },
  });
  return told(work, id, 'connected');
};

/** Uploads a file as an agent does and answers its id once it may be sent. */
export const upload = async (
  { sdk: { conversations } }: Work,
  place: { readonly id: string; readonly communication: string },
  file: { readonly name: string; readonly bytes: Buffer<ArrayBuffer> },
): Promise<string> => {
  const { id, communication } = place;
  const announced = await conversations.postConversationsMessageCommunicationMessagesMediaUploads(
    id,
    communication,
    { fileName: file.name, contentLengthBytes: file.bytes.length },
  );
  const stored = await fetch(announced.uploadUrl ?? '', {
    method: 'PUT',
    headers: announced.uploadHeaders ?? {},
    body: file.bytes,
  });
  if (!stored.ok) throw new Error(`upload: ${stored.status} ${await stored.text()}`);
  const media = await until('checked media', async () => {
    const found = await conversations.getConversationsMessageCommunicationMessagesMediaMediaId(
      id,
      communication,
      announced.id ?? '',
    );
    return found.status === 'valid' ? found : null;
  });
  return media.id ?? '';
};
