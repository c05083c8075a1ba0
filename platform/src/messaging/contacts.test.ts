import { externalContactsOperations, openMessagingOperations } from '@tandem/contract';
import { derivedUuid, systemIds } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { externalContactHandlers } from '../external-contacts/index.ts';
import { callerOf, testDirectory, testPrincipal } from '../testing/index.ts';
import {
  greeting,
  type MessagingFixture,
  message,
  org,
  otherOrg,
  startMessaging,
  toQueue,
} from './messaging.fixture.ts';

describe('customers as external contacts', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const resolve = (integrationId: string, resolveIdentities: boolean, source?: string) =>
    m.call(
      openMessagingOperations.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId,
      {
        params: { integrationId },
        body: { resolveIdentities, ...(source ? { externalSource: { id: source } } : {}) },
      },
    );
  const contactOf = async (conversationId: string) => {
    await m.settle();
    const participants = await m.participants(conversationId);
    return participants.findLast(({ purpose }) => purpose === 'customer')?.externalContactId;
  };
  const say = async (integrationId: string, customer: string) =>
    contactOf((await m.send(integrationId, message('hi', {}, customer))).conversationId);

  it('are one person over several integrations, where the integrations say so', async () => {
    const [shop, bank, quiet] = [
      await m.integrate(m.publish(greeting)),
      await m.integrate(m.publish(toQueue)),
      await m.integrate(m.publish(greeting)),
    ];
    const crm = derivedUuid('crm');
    await resolve(shop, true, crm);
    await resolve(bank, true, crm);
    const ada = await say(shop, 'ada');
    expect(ada).toBeTypeOf('string');
    expect(await say(bank, 'ada')).toBe(ada);
    expect(await say(bank, 'bob')).not.toBe(ada);
    expect(await say(quiet, 'ada')).toBeUndefined();
    const contacts = callerOf(
      externalContactHandlers({
        ...{ db: m.db, clock: m.clock, ids: systemIds },
        ...{ audit: async () => {}, directory: testDirectory({}) },
      }),
      testPrincipal(org),
    );
    const { body } = await contacts(externalContactsOperations.getExternalcontactsContact, {
      params: { contactId: String(ada) },
    });
    expect(body).toMatchObject({ type: 'Ephemeral', firstName: 'Ada' });
  });

  it('are one person by the e-mail address, whatever the ids of their chats', async () => {
    const [shop, bank] = [
      await m.integrate(m.publish(toQueue)),
      await m.integrate(m.publish(toQueue)),
    ];
    await resolve(shop, true);
    await resolve(bank, true);
    const chat = async (integrationId: string, id: string, email?: string) => {
      const from = { id, idType: 'Opaque', nickname: 'Ada', ...(email ? { email } : {}) };
      return contactOf((await m.send(integrationId, message('hi', { from }))).conversationId);
    };
    const ada = await chat(shop, 'chat-1', 'ada@example.com');
    expect(ada).toBeTypeOf('string');
    expect(await chat(shop, 'chat-2', 'ADA@example.com')).toBe(ada);
    expect(await chat(bank, 'chat-3', 'ada@example.com')).toBe(ada);
    // Found by the chat from now on, and nobody else is.
    expect(await chat(shop, 'chat-1')).toBe(ada);
    expect(await chat(shop, 'chat-4')).not.toBe(ada);
    expect(await chat(shop, 'chat-5', 'bob@example.com')).not.toBe(ada);
  });

  it('are found by the address that is written to first, and by the id of who wrote before', async () => {
    const shop = await m.integrate(m.publish(greeting));
    const of = (address: string, owner = org) =>
      m.messaging.contactOf({ org: owner, integrationId: shop, address });
    expect(await of('ada')).toBeNull();
    await resolve(shop, true);
    const ada = await say(shop, 'ada');
    expect(ada).toBeTypeOf('string');
    expect(await of('ada')).toBe(ada);
    const bob = await of('bob@example.com');
    expect(bob).toBeTypeOf('string');
    expect(await of('BOB@example.com')).toBe(bob);
    expect(await of('ada', otherOrg)).toBeNull();
  });

  it('become known in the middle of a conversation when it is switched on', async () => {
    const id = await m.integrate(m.publish(toQueue));
    const { conversationId } = await m.send(id, message('hi'));
    expect(await contactOf(conversationId)).toBeUndefined();
    await resolve(id, true);
    const again = await m.send(id, message('are you there?'));
    expect(again.conversationId).toBe(conversationId);
    expect(await contactOf(conversationId)).toBeTypeOf('string');
    await resolve(id, false);
    await m.send(id, message('hello?'));
    expect(await contactOf(conversationId)).toBeTypeOf('string');
  });
});
