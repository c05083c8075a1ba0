import { findTopic } from '@tandem/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness/waiting.ts';
import { type AgentSite, startAgentSite } from './agent-work.ts';
import { refusal } from './foreign-sdk.ts';
import { type Feed, openFeed } from './notification-feed.ts';
import { signInByCode, signInByPkce } from './sdk-agent-sign-in.ts';

/** What the SDK keeps and its types do not tell. */
type RefreshingClient = { readonly authData: { accessToken: string; refreshToken: string } };

let site: AgentSite;
const opened: Feed[] = [];

beforeAll(async () => {
  site = await startAgentSite();
});
afterEach(() => {
  for (const feed of opened.splice(0)) feed[Symbol.dispose]();
});
afterAll(() => site[Symbol.asyncDispose]());

describe('an agent who signs in', () => {
  it('is shown to itself with what is asked for', async () => {
    const sdk = await signInByPkce(site.tandem.url, site.application, site.anna);
    const me = await sdk.users.getUsersMe({
      expand: ['presence', 'routingStatus', 'authorization', 'skills', 'languages'],
    });
    expect(me).toMatchObject({
      id: site.anna.id,
      name: 'Anna',
      email: site.anna.email,
      presence: { presenceDefinition: { systemPresence: expect.any(String) } },
      routingStatus: { status: 'OFF_QUEUE' },
      authorization: {
        roles: expect.arrayContaining([expect.objectContaining({ name: 'Agent' })]),
        permissions: expect.arrayContaining(['conversation:message:create']),
      },
      skills: [],
      languages: [],
    });
    expect((await sdk.users.getUsersMe()).presence).toBeUndefined();
    const token = await sdk.tokens.getTokensMe();
    expect(token.OAuthClient).toMatchObject({ id: site.application.id });
  });

  it('sees its queues, and may not administer', async () => {
    const sdk = await signInByPkce(site.tandem.url, site.application, site.anna);
    expect((await sdk.routing.getRoutingQueuesMe()).entities?.map(({ id }) => id)).toEqual([
      site.made.queue,
    ]);
    expect(await refusal(sdk.routing.postRoutingQueues({ name: 'Mine' }))).toMatchObject({
      status: 403,
      code: 'missing.permissions',
    });
  });

  it('goes on with a refresh token when the access token has expired', async () => {
    const sdk = await signInByCode(site.tandem.url, site.application, site.anna);
    const client = sdk.client as typeof sdk.client & RefreshingClient;
    const first = client.authData.accessToken;
    site.pass(86_401_000);
    client.config.refresh_access_token = false;
    expect(await refusal(sdk.users.getUsersMe())).toMatchObject({
      status: 401,
      code: expect.any(String),
    });
    await client.refreshCodeAuthorizationGrant(
      site.application.id,
      site.application.secret,
      client.authData.refreshToken,
    );
    expect(client.authData.accessToken).not.toBe(first);
    expect(await sdk.users.getUsersMe()).toMatchObject({ id: site.anna.id });
  });

  it('is refreshed by the SDK itself, which gives the first caller its refusal all the same', async () => {
    const sdk = await signInByCode(site.tandem.url, site.application, site.ben);
    const client = Object.assign(sdk.client as typeof sdk.client & RefreshingClient, {
      clientId: site.application.id,
      clientSecret: site.application.secret,
    });
    const first = client.authData.accessToken;
    site.pass(86_401_000);
    expect(await refusal(sdk.users.getUsersMe())).toMatchObject({ response: { status: 401 } });
    await until('a fresh token', () => client.authData.accessToken !== first);
    expect(await sdk.users.getUsersMe()).toMatchObject({ id: site.ben.id });
  });
});

describe('the notification channel', () => {
  it('refuses topics of others as a whole, unless errors are to be ignored', async () => {
    const sdk = await signInByPkce(site.tandem.url, site.application, site.anna);
    const { id = '' } = await sdk.notifications.postNotificationsChannels();
    const own = `v2.users.${site.anna.id}.presence`;
    const details = `v2.detail.events.conversation.${site.made.queue}.acw`;
    const topics = [{ id: own }, { id: details }];
    expect(
      await refusal(sdk.notifications.postNotificationsChannelSubscriptions(id, topics)),
    ).toMatchObject({ status: 403 });
    expect((await sdk.notifications.getNotificationsChannelSubscriptions(id)).entities).toEqual([]);
    const { entities = [] } = await sdk.notifications.postNotificationsChannelSubscriptions(
      id,
      topics,
      { ignoreErrors: true },
    );
    expect(entities.map((each) => [each.id, each.state])).toEqual([
      [own, 'Permitted'],
      [details, 'Rejected'],
    ]);
  });

  it('answers a ping, and a second socket ends the first', async () => {
    const sdk = await signInByPkce(site.tandem.url, site.application, site.anna);
    const { connectUri = '' } = await sdk.notifications.postNotificationsChannels();
    const first = await openFeed(connectUri);
    opened.push(first);
    first.send({ message: 'ping' });
    await first.frame('pong', ({ topicName, eventBody }) => {
      return topicName === 'channel.metadata' && eventBody['message'] === 'pong';
    });
    const second = await openFeed(connectUri);
    opened.push(second);
    await until('end of the first socket', () => first.closed());
    second.send({ message: 'ping' });
    await second.frame('pong', ({ eventBody }) => eventBody['message'] === 'pong');
  });

  it('names its topics with schemas', async () => {
    const sdk = await signInByPkce(site.tandem.url, site.application, site.anna);
    const { entities = [] } = await sdk.notifications.getNotificationsAvailabletopics({
      expand: ['schema', 'transports', 'topicParameters'],
    });
    const known = entities.find(({ id }) => id === 'v2.users.{id}.conversations.messages');
    expect(known).toMatchObject({ transports: expect.arrayContaining(['Websocket']) });
    for (const { id = '' } of entities) expect(findTopic(id)).toBeDefined();
  });
});
