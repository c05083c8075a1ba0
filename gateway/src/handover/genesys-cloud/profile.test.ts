import { describe, expect, it } from 'vitest';
import type { Session } from '../../conversations/index.ts';
import { customAttributesOf, customerOf } from './inbound.rules.ts';

const session = {
  ...{ conversationId: 'c-1', userId: 'ada', userName: 'Ada King Lovelace', userTrusted: true },
  profile: {
    ...{ firstName: 'Ada', lastName: 'King Lovelace', email: 'ada@example.com', phone: '+4930' },
    attributes: { plan: 'gold', source: 'page' },
  },
} as unknown as Session;

const given = (sendProfile: boolean) => ({
  session,
  settings: {
    ...{ sendProfile, language: null, skills: [], priority: null },
    customAttributes: { source: 'endpoint' },
  } as never,
  request: { language: null, skills: null, priority: null, customAttributes: {} } as never,
  queue: null,
});

describe('the profile of a signed visitor at the contact centre', () => {
  it('is sent where the endpoint sends profiles; settings win over what the page says', () => {
    const { settings } = given(true);
    expect(customerOf(session, settings)).toMatchObject({
      ...{ nickname: 'Ada King Lovelace', firstName: 'Ada', lastName: 'King Lovelace' },
      ...{ id: 'c-1', idType: 'Opaque', email: 'ada@example.com' },
    });
    expect(customAttributesOf(given(true))).toMatchObject({
      ...{ email: 'ada@example.com', phone: '+4930', plan: 'gold', source: 'endpoint' },
      ...{ userId: 'ada', userVerified: 'true' },
    });
  });

  it('stays here where it does not', () => {
    expect(customerOf(session, given(false).settings)).toEqual({ id: 'c-1', idType: 'Opaque' });
    expect(JSON.stringify(customAttributesOf(given(false)))).not.toContain('example.com');
  });
});
