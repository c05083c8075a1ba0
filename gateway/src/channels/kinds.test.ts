import type { GatewayProvider } from '@tandem/contract';
import { expect, it } from 'vitest';
import { startGatewayWorld } from '../testing/index.ts';

type Kind = GatewayProvider & { readonly connect: boolean };

/** Settings that are needed, those that nobody is shown, and those whose form is checked. */
const expected = {
  webhook: {
    required: ['callbackUrl', 'secret'],
    secret: ['secret', 'password'],
    checked: ['callbackUrl', 'secret'],
  },
  telegram: { required: ['botToken'], secret: ['botToken'], checked: ['botToken', 'apiBase'] },
  whatsapp: {
    required: ['phoneNumberId', 'accessToken', 'appSecret', 'verifyToken'],
    secret: ['accessToken', 'appSecret', 'verifyToken'],
    checked: ['phoneNumberId', 'appSecret', 'apiBase'],
  },
  slack: {
    required: ['botToken', 'signingSecret'],
    secret: ['botToken', 'signingSecret'],
    checked: ['botToken', 'signingSecret', 'apiBase'],
  },
};

const isChecked = ({ pattern, type }: Kind['fields'][number]) =>
  pattern !== undefined || type === 'url';

it('every kind of channel declares its settings, and takes none that it has not declared as right', async () => {
  await using world = await startGatewayWorld();
  const { id: endpointId } = await world.endpoint({ handover: false });
  const { kinds } = (await world.admin<{ kinds: Kind[] }>('/channel-kinds')).body;
  const declared = kinds.map(({ kind, fields }) => [
    kind,
    {
      required: fields.flatMap(({ name, required }) => (required ? [name] : [])),
      secret: fields.flatMap(({ name, secret }) => (secret ? [name] : [])),
      checked: fields.filter(isChecked).map(({ name }) => name),
    },
  ]);
  expect(Object.fromEntries(declared)).toEqual(expected);
  expect(kinds.flatMap(({ kind, connect }) => (connect ? [kind] : []))).toEqual(['telegram']);
  const good: Readonly<Record<string, Record<string, string>>> = {
    webhook: { callbackUrl: 'https://a.example/', secret: 's'.repeat(16) },
    telegram: { botToken: '123456789:AAplantedTokenOfTheTests_0123456789' },
    whatsapp: {
      ...{ phoneNumberId: '106540352242922', accessToken: 'EAA' },
      ...{ appSecret: 'd6fbe3b9d9a8e1f0c2a47b1e55a90c13', verifyToken: 'verify' },
    },
    slack: { botToken: 'xoxb-planted-token', signingSecret: 's'.repeat(32) },
  };
  const add = async (kind: string, settings: object) => {
    const body = { name: `a ${kind}`, kind, endpointId, settings };
    return (await world.admin('/channels', { method: 'POST', body })).status;
  };
  for (const { kind, fields } of kinds) {
    for (const field of fields) {
      const { name, required } = field;
      const { [name]: _left, ...rest } = good[kind] ?? {};
      if (required) expect([name, await add(kind, rest)]).toEqual([name, 400]);
      if (isChecked(field))
        expect([name, await add(kind, { ...rest, [name]: '%' })]).toEqual([name, 400]);
    }
    expect([kind, await add(kind, good[kind] ?? {})]).toEqual([kind, 201]);
  }
});
