import { destinationFigures } from '@tandem/events';
import type { IdentityDeps } from '@tandem/identity';
import { createListener, type Database } from '@tandem/kit';
import {
  createPlatform,
  createPlatformRetention,
  expandUsers,
  type PlatformDeps,
  type Directory as PlatformDirectory,
  typesOfTopics,
} from '@tandem/platform';
import { deriveKey } from '@tandem/vault';
import type { Core, Foundation } from './core.ts';
import { createFeatures } from './features.ts';
import { figuresOf } from './figures.ts';
import { scanOf } from './file-scan.ts';
import type { HalfOptions } from './gateway.ts';
import { leaseTimesOf, type MountedHalf } from './half.ts';
import { mediaStorageOf } from './media-storage.ts';

/** What the platform asks identity. */
const directoryOf = ({ identity: { directory } }: Core): PlatformDirectory => ({
  people: directory.people,
  homeDivision: async (org) => directory.homeDivision(org),
  division: directory.division,
  signIns: directory.signIns,
  liveTokens: directory.liveTokens,
  permissionsOf: directory.permissionsOf,
});

/** Fields of users that the platform knows, for identity's `expand`. */
export const platformExpanders = (db: Database): NonNullable<IdentityDeps['expanders']> => {
  const names = [
    'presence',
    'routingStatus',
    'skills',
    'languages',
    'conversationSummary',
  ] as const;
  return Object.fromEntries(
    names.map((name) => [
      name,
      async ({ org, userIds }: { org: string; userIds: readonly string[] }) => {
        const found = await expandUsers(db, org, { userIds, expand: [name] });
        return new Map([...found].map(([id, expansion]) => [id, expansion[name]]));
      },
    ]),
  );
};

/** The contact centre on its own schema. */
export const openPlatform = async (
  { clock, ids, log }: Foundation,
  options: HalfOptions & Pick<PlatformDeps, 'takeRequest' | 'automationFlows'>,
): Promise<MountedHalf> => {
  const { db, core, outbound, nodeId, ownOrigin, settings } = options;
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log,
  });
  const platform = createPlatform({
    db,
    listener,
    clock,
    ids,
    log,
    nodeId,
    leaseTimes: leaseTimesOf(settings),
    calls: options.calls,
    botConnectorsWithheld: createFeatures(settings, core.identity.directory).botConnector,
    globals: core.vault.variables.globals,
    recordedRuns: settings.TANDEM_RECORDED_RUNS,
    http: outbound.http,
    ...scanOf(settings, { http: outbound.http, log }),
    fileHttp: outbound.files,
    guard: outbound.guard,
    ofAwsEnvironment: settings.TANDEM_AWS_ENVIRONMENT,
    sealer: core.sealer,
    eventSecrets: {
      keep: core.vault.secrets.keepSource,
      open: (org, secret) =>
        core.vault.secrets.resolveSource(org, {
          ...secret,
          variable: (name) => core.vault.variables.lookup(org, name),
        }),
    },
    flows: options.flows,
    directory: directoryOf(core),
    takeRequest: options.takeRequest,
    ...(options.automationFlows ? { automationFlows: options.automationFlows } : {}),
    deliverAudit: core.identity.usecases.recordAudit,
    auditTrail: core.identity.auditTrail,
    signingKey: deriveKey(core.rootKey, 'signing'),
    mediaStorage: mediaStorageOf(settings),
    keepsInboundFiles: settings.TANDEM_INBOUND_MEDIA === 'store',
    mediaLinkMs: settings.TANDEM_MEDIA_LINK_DAYS * 24 * 3_600_000,
    webhookPortRule: settings.TANDEM_WEBHOOK_PORT_RULE,
    eventBridgeRegions: settings.TANDEM_EVENTBRIDGE_REGIONS,
    isBundledWebhook: (url) => url.origin === ownOrigin(),
  });
  const retention = createPlatformRetention({
    ...{ db, clock, log },
    days: settings.TANDEM_RETENTION_DAYS,
    backlogDays: settings.TANDEM_EVENT_BACKLOG_DAYS,
    deadEventDays: settings.TANDEM_DEAD_EVENT_DAYS,
    deadLetterDays: settings.TANDEM_DEAD_LETTER_DAYS,
  });
  return {
    handlers: platform.handlers,
    sockets: platform.sockets as MountedHalf['sockets'],
    figures: [
      ...figuresOf({ name: 'platform', db, lanes: platform.lanes.figures }),
      ...destinationFigures({ db, clock, typesOfTopics }).map((figure) => ({
        ...figure,
        name: `tandem_event_destination_${figure.name}`,
      })),
    ],
    async start() {
      await platform.start();
      retention.start();
    },
    async stop() {
      await retention.stop();
      await platform.stop();
      await listener.close();
    },
  };
};
