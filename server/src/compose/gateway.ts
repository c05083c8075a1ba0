import type { FlowCalls, FlowServices } from '@tandem/flows';
import {
  botConnectorKind,
  createGateway,
  createGatewayRetention,
  type Gateway,
  type GatewayDeps,
  genesysCloudKind,
} from '@tandem/gateway';
import { createListener, type Database } from '@tandem/kit';
import { type Connections, deriveKey } from '@tandem/vault';
import type { ServerSettings } from '../settings.ts';
import type { Core, Foundation } from './core.ts';
import { createFeatures, type Features } from './features.ts';
import { figuresOf } from './figures.ts';
import { scanOf } from './file-scan.ts';
import { leaseTimesOf, type MountedHalf } from './half.ts';
import type { Outbound } from './outbound.ts';

/** What both halves are opened with. */
export type HalfOptions = {
  readonly db: Database;
  readonly core: Core;
  /** Tokens for whoever calls other systems. */
  readonly connections: Connections;
  /** Carries out effects of flows that call out. */
  readonly calls: FlowCalls;
  /** What the core services do for flows. */
  readonly flows: FlowServices;
  readonly outbound: Outbound;
  readonly nodeId: string;
  /** Origin of this process, known once it listens. */
  readonly ownOrigin: () => string;
  readonly settings: ServerSettings;
};

export type OpenedGateway = MountedHalf & Pick<Gateway, 'usecases' | 'copilotFrames'>;

/** The gateway keeps sealed secrets as text columns. */
const textSealer = ({ sealer }: Core): GatewayDeps['sealer'] => ({
  seal: async ({ org, context, text }) =>
    (await sealer.seal(org, context, text)).toString('base64'),
  open: ({ org, context, sealed }) => sealer.open(org, context, Buffer.from(sealed, 'base64')),
});

/** Secret settings of endpoints stand in the vault or in variables, where people want it. */
const secretsOf = ({ vault: { secrets, variables } }: Core): GatewayDeps['secrets'] => ({
  keep: secrets.keepSource,
  open: (org, source) =>
    secrets.resolveSource(org, {
      ...{ source, context: '' },
      variable: (name) => variables.lookup(org, name),
    }),
});

/** Which flag stands against a handover provider, by the provider's kind. */
const withheldOf =
  ({ genesysCloudOm, botConnector }: Features): NonNullable<GatewayDeps['withheld']> =>
  async (org, kind) => {
    if (kind === genesysCloudKind) return genesysCloudOm(org);
    return kind === botConnectorKind ? botConnector(org) : null;
  };

const chatOf = (settings: ServerSettings): NonNullable<GatewayDeps['chat']> => ({
  limits: {
    perAddress: settings.TANDEM_CHAT_LIMIT_PER_ADDRESS,
    perEndpoint: settings.TANDEM_CHAT_LIMIT_PER_ENDPOINT,
  },
  webhooks: settings.TANDEM_WEBHOOK_LIMIT,
  copilot: {
    perAddress: settings.TANDEM_COPILOT_LIMIT_PER_ADDRESS,
    perEndpoint: settings.TANDEM_COPILOT_LIMIT_PER_ENDPOINT,
  },
  maxUploadBytes: settings.TANDEM_CHAT_UPLOAD_BYTES,
  maxCustomerBytes: settings.TANDEM_CHAT_CONVERSATION_BYTES,
});

/** The bot side on its own schema. */
export const openGateway = async (
  { clock, ids, log }: Foundation,
  options: HalfOptions,
): Promise<OpenedGateway> => {
  const { db, core, outbound, nodeId, ownOrigin, settings } = options;
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log,
  });
  const gateway = createGateway({
    db,
    listener,
    clock,
    ids,
    log,
    nodeId,
    ownOrigin,
    publicOrigin: () => settings.TANDEM_PUBLIC_URL ?? ownOrigin(),
    calls: options.calls,
    http: outbound.http,
    ...scanOf(settings, { http: outbound.http, log }),
    fileHttp: outbound.files,
    sockets: outbound.sockets,
    sealer: textSealer(core),
    secrets: secretsOf(core),
    withheld: withheldOf(createFeatures(settings, core.identity.directory)),
    flows: options.flows,
    globals: core.vault.variables.globals,
    coreEvents: core.vault.events,
    automationConcurrency: settings.TANDEM_AUTOMATION_CONCURRENCY,
    deliverAudit: core.identity.usecases.recordAudit,
    chat: chatOf(settings),
    leaseTimes: leaseTimesOf(settings),
    signingKey: deriveKey(core.rootKey, 'token'),
    widgetScript: '/widget/tandem-widget.js',
  });
  const retention = createGatewayRetention({
    ...{ db, clock, log },
    days: settings.TANDEM_RETENTION_DAYS,
    executionDays: settings.TANDEM_EXECUTION_RETENTION_DAYS,
    deadLetterDays: settings.TANDEM_DEAD_LETTER_DAYS,
  });
  return {
    handlers: gateway.handlers,
    sockets: gateway.streamHandlers,
    usecases: gateway.usecases,
    copilotFrames: gateway.copilotFrames,
    figures: [
      ...figuresOf({ name: 'gateway', db, lanes: gateway.lanes.figures }),
      {
        name: 'tandem_gateway_chat_sockets',
        help: 'Open chat sockets on this node.',
        value: () => gateway.figures().sockets,
      },
    ],
    async start() {
      await gateway.start();
      retention.start();
    },
    async stop() {
      await retention.stop();
      await gateway.stop();
      await listener.close();
    },
  };
};
