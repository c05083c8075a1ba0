import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { apisOf, openSdk, refusal, type SdkApis } from './foreign-sdk.ts';
import { setUpBySdk } from './sdk-set-up.ts';
import { type Middleware, startMiddleware } from './signed-webhooks.ts';
import { startSite } from './site.ts';

const picture = Buffer.from('a picture of the middleware');
const sha256 = createHash('sha256').update(picture).digest('hex');

/** Where the middleware keeps what its customers send. */
const startFiles = async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'image/png').end(picture);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cat.png`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

let site: TestTandem;
let middleware: Middleware;
let files: Awaited<ReturnType<typeof startFiles>>;
let apis: SdkApis;
let made: Awaited<ReturnType<typeof setUpBySdk>>;

beforeAll(async () => {
  [site, middleware, files] = [await startSite(), await startMiddleware(), await startFiles()];
  const client = await site.server.core.identity.usecases.createClient({
    ...{ org: site.org, name: 'Middleware', role: 'Master Admin' },
  });
  apis = apisOf(openSdk(site.url));
  await apis.client.loginClientCredentialsGrant(client.id, client.secret);
  made = await setUpBySdk(apis, { name: 'Shop chat', middleware });
});
afterAll(async () => {
  await middleware[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const write = (customer: string, body: object) =>
  apis.conversations.postConversationsMessageInboundOpenMessage(
    made.integration,
    {
      channel: {
        from: { id: customer, idType: 'Email', nickname: 'Ada' },
        time: new Date(1_800_000_000_000).toISOString(),
      },
      ...body,
    } as never,
    { prefetchConversationId: true },
  );

const attachment = (more: object = {}) => ({
  contentType: 'Attachment',
  attachment: { ...{ mediaType: 'Image', url: files.url, mime: 'image/png' }, ...more },
});

describe('content of messages, by the SDK', () => {
  it('is kept by the contact centre, and fetched from there', async () => {
    const { id = '', conversationId = '' } = await write('files@example.com', {
      text: 'look',
      content: [attachment({ sha256, filename: 'cat.png', text: 'my cat' })],
    });
    const kept = await until('the file', async () => {
      const message = await apis.conversations.getConversationsMessageMessage(conversationId, id);
      const found = message.normalizedMessage?.content?.[0]?.attachment;
      return found?.url?.startsWith(site.url) ? found : null;
    });
    expect(kept).toMatchObject({ filename: 'cat.png', text: 'my cat', sha256, mime: 'image/png' });
    expect(Buffer.from(await (await fetch(kept.url ?? '')).arrayBuffer())).toEqual(picture);
    expect((await fetch((kept.url ?? '').replace(/until=\d+/, 'until=1'))).status).toBe(404);
  });

  it('that is not what was announced is dropped, and the message says so', async () => {
    const { id = '', conversationId = '' } = await write('forged@example.com', {
      text: 'look',
      content: [attachment({ sha256: '0'.repeat(64) })],
    });
    const message = await until('the note', async () => {
      const found = await apis.conversations.getConversationsMessageMessage(conversationId, id);
      return found.normalizedMessage?.reasons?.length ? found.normalizedMessage : null;
    });
    expect(message.content ?? []).toEqual([]);
    expect(message.reasons?.[0]?.message).toContain('SHA-256');
  });

  it('of other kinds is kept as it is', async () => {
    const reactions = [{ reactionType: 'Love', count: 1 }];
    const { id = '', conversationId = '' } = await write('likes@example.com', {
      content: [{ contentType: 'Reactions', reactions }],
    });
    const message = await until('the reaction', () =>
      apis.conversations.getConversationsMessageMessage(conversationId, id).catch(() => null),
    );
    expect(message.normalizedMessage?.content).toEqual([{ contentType: 'Reactions', reactions }]);
  });
});

describe('external contacts, by the SDK', () => {
  it('are kept, searched, looked up and removed', async () => {
    const { externalContacts } = apis;
    const contact = await externalContacts.postExternalcontactsContacts({
      firstName: 'Grace',
      lastName: 'Hopper',
      workEmail: 'grace@example.com',
    });
    const id = contact.id ?? '';
    const found = await externalContacts.getExternalcontactsContacts({ q: 'hopper' });
    expect(found.entities?.map((one) => one.id)).toEqual([id]);
    const lookedUp = await externalContacts.postExternalcontactsIdentifierlookup({
      type: 'Email',
      value: 'Grace@Example.com',
    });
    expect(lookedUp.id).toBe(id);
    const changed = await externalContacts.putExternalcontactsContact(id, {
      firstName: 'Grace',
      lastName: 'Murray Hopper',
    });
    expect(changed).toMatchObject({ id, lastName: 'Murray Hopper', type: 'Curated' });
    await externalContacts.deleteExternalcontactsContact(id);
    expect(await refusal(externalContacts.getExternalcontactsContact(id))).toMatchObject({
      status: 404,
    });
  });

  it('are merged, and the old ones lead to the new', async () => {
    const { externalContacts } = apis;
    const make = async (workEmail: string) =>
      (await externalContacts.postExternalcontactsContacts({ firstName: 'Mary', workEmail })).id ??
      '';
    const [one, two] = [await make('mary@example.com'), await make('m.jackson@example.com')];
    expect(
      await refusal(
        externalContacts.postExternalcontactsMergeContacts({
          ...{ sourceContactId: one, targetContactId: two },
        }),
      ),
    ).toMatchObject({ status: 409 });
    const merged = await externalContacts.postExternalcontactsContactsMerge({
      contactIds: [one, two],
      valueOverride: { lastName: 'Jackson' },
    });
    expect(merged).toMatchObject({ firstName: 'Mary', lastName: 'Jackson', type: 'Curated' });
    const lookedUp = await externalContacts.postExternalcontactsIdentifierlookup({
      type: 'Email',
      value: 'mary@example.com',
    });
    expect(lookedUp.id).toBe(merged.id);
    const old = await externalContacts.getExternalcontactsContact(two);
    expect(old.canonicalContact?.id).toBe(merged.id);
    await externalContacts.deleteExternalcontactsContact(merged.id ?? '');
  });

  it('are who customers are, once the integration resolves identities', async () => {
    const { externalContacts, conversations } = apis;
    const { id } = await externalContacts.postExternalcontactsContacts({
      firstName: 'Ada',
      personalEmail: 'ada@example.com',
    });
    await conversations.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId(
      made.integration,
      { resolveIdentities: true } as never,
    );
    const { conversationId = '' } = await write('ada@example.com', { text: 'It is me' });
    const customer = await until('the customer', async () => {
      const found = await conversations.getConversation(conversationId).catch(() => null);
      return found?.participants?.find(({ purpose }) => purpose === 'customer');
    });
    expect(customer.externalContactId).toBe(id);
  });
});
