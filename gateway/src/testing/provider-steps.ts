import type { GatewayEndpoint, GatewayHandoverProvider } from '@tandem/contract';
import { gatewayQueues } from '../conversations/index.ts';
import { type Chat, openChat } from './chat.ts';
import { chatwootToken } from './fake-chatwoot.api.ts';
import { chatwootSecret, type FakeChatwoot } from './fake-chatwoot.ts';
import type { GatewayWorld } from './gateway-world.ts';
import { eventually, stateOf } from './handover-steps.ts';

type Init = {
  readonly name?: string;
  readonly org?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
};

type Making = Init & { readonly kind: string };

/** Makes a provider of the organisation. */
export const makeProvider = async (
  world: GatewayWorld,
  { name = 'Desk', org, kind, settings = {} }: Making,
): Promise<GatewayHandoverProvider> => {
  const body = { name, kind, settings };
  const made = await world.admin<GatewayHandoverProvider>('/handover-providers', {
    ...{ method: 'POST', body },
    ...(org ? { org } : {}),
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body;
};

export const chatwootSettings = ({ origin }: FakeChatwoot) => ({
  ...{ chatwootUrl: origin, accountId: '1', apiAccessToken: chatwootToken, inbox: 'Tandem' },
  webhookSecret: chatwootSecret,
});

/** A provider whose inbox delivers to this server. */
export const makeChatwoot = async (
  world: GatewayWorld,
  fake: FakeChatwoot,
  { settings = {}, ...init }: Init = {},
) => {
  const all = { ...chatwootSettings(fake), ...settings };
  const made = await makeProvider(world, { ...init, kind: 'chatwoot', settings: all });
  fake.state.webhookUrl = made.webhookUrl;
  return made;
};

/** Chats until Chatwoot has the conversation and its answer is stored; the conversation there. */
export const handOverToChatwoot = async (world: GatewayWorld, fake: FakeChatwoot, chat: Chat) => {
  const before = fake.state.conversations.length;
  await chat.say('agent');
  await eventually(async () => {
    if (fake.state.conversations.length === before) throw new Error('nobody was called');
    if ((await stateOf(world, chat))?.state === 'requested') throw new Error('not begun');
  });
  const conversation = fake.state.conversations.at(-1);
  if (!conversation) throw new Error('no conversation');
  return conversation;
};

/** An endpoint with the demo bot that hands over as it is told to. */
export const makeEndpoint = async (
  world: GatewayWorld,
  handover: { readonly kind: string; readonly settings: Readonly<Record<string, unknown>> },
  init: { readonly name?: string; readonly org?: string } = {},
) => {
  const { name = 'Chat', org } = init;
  const body = { name, bot: { kind: 'demo' }, handover };
  const made = await world.admin<GatewayEndpoint>('/endpoints', {
    ...{ method: 'POST', body },
    ...(org ? { org } : {}),
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return { ...made.body, base: `${world.main.origin}/endpoints/${made.body.token}` };
};

/** The choice of a provider, in place of settings of the endpoint's own. */
export const chosen = ({ id }: Pick<GatewayHandoverProvider, 'id'>) => ({
  ...{ kind: 'provider', settings: { provider: id } },
});

/** A chat at an endpoint that has chosen the provider. */
export const chatAt = async (world: GatewayWorld, provider: GatewayHandoverProvider) =>
  openChat((await makeEndpoint(world, chosen(provider), { name: `Of ${provider.name}` })).base);

/** What is on its way to agents. */
export const onItsWay = (world: GatewayWorld) =>
  world.db.query('select id from lane_work where queue = $1', [gatewayQueues.handover]);
