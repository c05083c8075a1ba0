import type { Handler } from '@tandem/contract';
import type { Clock, Database, HttpClient, Ids, Log, ScanFile } from '@tandem/kit';
import type { EffectQueue, Lanes } from '@tandem/lanes';
import type { ChangeSession, Session } from '../conversations/index.ts';
import type { Says } from '../dialogue/index.ts';
import { createTokens, defaultUploadBytes } from '../directline/index.ts';
import {
  createEndpointStore,
  type EndpointDirectory,
  type EndpointSecrets,
  type NoteAudit,
  type Sealer,
} from '../endpoints/index.ts';
import { createRunningAtChannel } from '../handover-providers/index.ts';
import type { WebhookGate } from '../limits/index.ts';
import { createChannels } from './adapters.ts';
import { createChannelDirectory } from './channels.directory.ts';
import { channelHandlers } from './channels.operations.ts';
import { channelInboundHandlers } from './inbound.operations.ts';
import { createChannelInputQueue } from './inbound.queue.ts';
import { createChannelQueue } from './outbound.queue.ts';
import { createChannelTyping } from './typing.ts';

export type GatewayChannels = {
  readonly queues: readonly EffectQueue[];
  readonly handlers: readonly Handler[];
  /** Shows the customer of a channel that somebody types. */
  readonly typing: (session: Pick<Session, 'channel'>) => void;
};

/** Channels beside the web chat: their administration, what comes in and what goes out. */
export const createGatewayChannels = (deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly http: HttpClient;
  readonly fileHttp: Pick<HttpClient, 'request'>;
  readonly sealer: Sealer;
  readonly secrets: EndpointSecrets;
  readonly signingKey: Buffer;
  readonly chat?: { readonly maxUploadBytes?: number };
  readonly scanFile?: ScanFile;
  readonly audit: NoteAudit;
  readonly directory: EndpointDirectory;
  readonly change: ChangeSession;
  readonly says: Says;
  readonly lanes: () => Lanes;
  readonly gate: WebhookGate;
}): GatewayChannels => {
  const { db, clock, signingKey: key } = deps;
  const channelDirectory = createChannelDirectory(deps);
  const shared = {
    ...deps,
    channelDirectory,
    running: createRunningAtChannel(deps),
    channels: createChannels(deps),
    store: createEndpointStore(db),
    tokens: createTokens({ key, clock }),
    maxUploadBytes: deps.chat?.maxUploadBytes ?? defaultUploadBytes,
  };
  return {
    queues: [createChannelInputQueue(shared), createChannelQueue(shared)],
    handlers: [...channelHandlers(shared), ...channelInboundHandlers(shared)],
    typing: createChannelTyping(shared),
  };
};
