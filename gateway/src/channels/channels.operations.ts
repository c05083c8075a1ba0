import {
  type ConnectionCheck,
  channelOperations,
  type GatewayChannel,
  type Handler,
  handle,
} from '@tandem/contract';
import { type Database, isUuid } from '@tandem/kit';
import type { Lanes } from '@tandem/lanes';
import { failed, otherwise } from '../checks/index.ts';
import { actOf } from '../endpoints/index.ts';
import { pageOf, toListing } from '../paging/index.ts';
import type { ChannelDirectory } from './channels.directory.ts';
import { channelErrors } from './channels.errors.ts';
import { type ChannelContext, ChannelFailure } from './channels.model.ts';
import { listChannels, type ShownChannel, showChannel } from './channels.store.ts';
import {
  type ChannelDeps,
  changeChannel,
  createChannel,
  deleteChannel,
  redriveChannel,
  requireChannel,
} from './channels.usecases.ts';

export type ChannelConsoleDeps = ChannelDeps & {
  readonly channelDirectory: ChannelDirectory;
  readonly lanes: () => Pick<Lanes, 'committed'>;
};

const testTimeoutMs = 10_000;

const inboundUrlOf = (origin: string, token: string) =>
  origin + channelOperations.postChannelInbound.path.replace('{channelToken}', token);

const sourcesOf = ({ channel }: ShownChannel): GatewayChannel['secretSources'] => {
  const here = Object.keys(channel.secrets).map((key) => [key, { kind: 'insecure' }] as const);
  const all = [...here, ...Object.entries(channel.secretSources)];
  return Object.fromEntries(all.map(([key, source]) => [key.replace(/^channel\./, ''), source]));
};

const toWire = (shown: ShownChannel, origin: string): GatewayChannel => {
  const { channel, failure } = shown;
  const secretSources = sourcesOf(shown);
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.part.kind,
    endpoint: { id: channel.endpointId, name: shown.endpointName },
    active: channel.active,
    settings: { ...channel.part.settings },
    secrets: Object.keys(secretSources).sort(),
    secretSources,
    inboundUrl: inboundUrlOf(origin, channel.token),
    dateLastInbound: shown.lastInbound?.toISOString() ?? null,
    dateLastOutbound: shown.lastOutbound?.toISOString() ?? null,
    lastFailure: failure && { date: failure.at.toISOString(), reason: failure.reason },
    deadLetters: shown.deadLetters,
    ...(shown.deadLettersExpired > 0 ? { deadLettersExpired: shown.deadLettersExpired } : {}),
    dateCreated: channel.createdAt.toISOString(),
    dateModified: channel.modifiedAt.toISOString(),
    selfUri: `/tandem/gateway/channels/${channel.id}`,
  };
};

type Asked = { readonly org: string; readonly id: string; readonly origin: string };

const requireShown = async (db: Database, { org, id, origin }: Asked) => {
  const shown = isUuid(id) ? await showChannel(db, org, id) : null;
  if (!shown) throw channelErrors.notFound();
  return toWire(shown, origin);
};

type Looking = Asked & { readonly signal: AbortSignal };

/** Only what is stored is tried, so a stored secret goes nowhere but to the address it was stored with. */
const look = async (
  deps: ChannelConsoleDeps,
  { org, id, origin, signal }: Looking,
  how: 'test' | 'connect',
): Promise<ConnectionCheck[]> => {
  const channel = await deps.channelDirectory.open(await requireChannel(deps, org, id));
  const adapter = deps.channels.get(channel.part.kind);
  const ask = adapter?.[how];
  if (!ask) throw channelErrors.cannotConnect();
  const context: ChannelContext = { channel, signal, timeoutMs: testTimeoutMs };
  try {
    return [...(await ask(context, inboundUrlOf(origin, channel.token)))];
  } catch (error) {
    if (!(error instanceof ChannelFailure)) throw error;
    return [failed('credentials', otherwise(error.reason))];
  }
};

/** Channels as administrators see them: secrets go in and never come out. */
export const channelHandlers = (deps: ChannelConsoleDeps): readonly Handler[] => {
  const ops = channelOperations;
  const kinds = [...deps.channels.values()].map(
    ({ kind, label, fields, capabilities, connect }) => ({
      ...{ kind, label, fields: [...fields], capabilities, connect: connect !== undefined },
    }),
  );
  const { db, channelDirectory: directory } = deps;
  return [
    handle(ops.getGatewayChannelKinds, async () => ({ status: 200, body: { kinds } })),
    handle(ops.getGatewayChannels, async ({ principal, query, clientOrigin }) => {
      const page = pageOf(query);
      const endpoint = query.endpointId && isUuid(query.endpointId) ? query.endpointId : null;
      const asked = { org: principal.org, endpoint, offset: page.offset, limit: page.size };
      const { items, total } = await listChannels(db, asked);
      const entities = items.map((shown) => toWire(shown, clientOrigin));
      return {
        status: 200,
        body: toListing(entities, { path: ops.getGatewayChannels.path, total, page }),
      };
    }),
    handle(ops.postGatewayChannels, async (call) => {
      const { principal, body: request, clientOrigin } = call;
      const { id } = await createChannel(deps, { org: principal.org, request, act: actOf(call) });
      return {
        status: 201,
        body: await requireShown(db, { org: principal.org, id, origin: clientOrigin }),
      };
    }),
    handle(ops.getGatewayChannel, async ({ principal, params, clientOrigin }) => ({
      status: 200,
      body: await requireShown(db, {
        org: principal.org,
        id: params.channelId,
        origin: clientOrigin,
      }),
    })),
    handle(ops.putGatewayChannel, async (call) => {
      const { principal, params, query, body: request, clientOrigin } = call;
      const change = { org: principal.org, id: params.channelId, request, act: actOf(call) };
      const { id } = await changeChannel(deps, { ...change, ...query });
      directory.forget();
      return {
        status: 200,
        body: await requireShown(db, { org: principal.org, id, origin: clientOrigin }),
      };
    }),
    handle(ops.deleteGatewayChannel, async (call) => {
      const { principal, params, query } = call;
      const asked = { org: principal.org, id: params.channelId, act: actOf(call) };
      await deleteChannel(deps, { ...asked, ...query });
      directory.forget();
      return { status: 204 };
    }),
    ...(['test', 'connect'] as const).map((how) =>
      handle(
        how === 'test' ? ops.postGatewayChannelTest : ops.postGatewayChannelConnect,
        async ({ principal, params, origin, signal }) => {
          const asked = { org: principal.org, id: params.channelId, origin, signal };
          return { status: 200, body: { checks: await look(deps, asked, how) } };
        },
      ),
    ),
    handle(ops.postGatewayChannelRedrive, async (call) => {
      const { principal, params } = call;
      const asked = { org: principal.org, id: params.channelId, act: actOf(call) };
      return { status: 200, body: { redriven: await redriveChannel(deps, asked) } };
    }),
  ];
};
