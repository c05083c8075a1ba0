import type { Handler } from '@tandem/contract';
import type { Clock, Database, EgressGuard, HttpClient, Ids, Listener, Log } from '@tandem/kit';
import type { EventSecrets } from '../event-secrets.port.ts';
import type { RenderEvents } from './destination.model.ts';
import type { DestinationPort, DestinationReport } from './destination.port.ts';
import { createDestinationKinds, type DestinationKind } from './destination-kinds.ts';
import type { DestinationDeps } from './destinations.deps.ts';
import { destinationHandlers } from './destinations.operations.ts';
import { createDestinationPort } from './destinations.port.usecases.ts';
import { awsBusKind, awsPartnerKind, natsKind, webhookKind } from './drivers/index.ts';
import type { NoteAudit } from './log.ts';
import { openDestination } from './open-destination.ts';
import { requireReachable } from './reachable.usecase.ts';
import { createSender } from './sender/index.ts';
import { checkSettings } from './settings.rules.ts';
import type { TypesOfTopics } from './store/index.ts';

export type DestinationsDeps = {
  readonly db: Database;
  readonly listener: Pick<Listener, 'listen' | 'onGap'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly http: HttpClient;
  readonly guard: EgressGuard;
  readonly audit: NoteAudit;
  readonly render: RenderEvents;
  readonly secrets: EventSecrets;
  /** Types of events that each topic may be made of, for figures of what waits. Left out: not known. */
  readonly typesOfTopics?: TypesOfTopics;
  /** Which organisations may use the identity that Tandem has at AWS; left out: none. */
  readonly ofAwsEnvironment?: (org: string) => boolean;
  /** Unique among the live nodes and different after every start. */
  readonly nodeId: string;
  /** How long a lease lives without being renewed. Default 15 000. */
  readonly leaseMs?: number;
};

export type Destinations = {
  readonly handlers: readonly Handler[];
  /** For slices with destinations of their own. */
  readonly port: DestinationPort;
  /** Adds a kind, or takes the place of one; before the start. */
  readonly registerDriver: (kind: DestinationKind) => void;
  /**
   * Refuses settings that the driver of a kind cannot work with, and addresses that nobody may call.
   * @throws destinationErrors.unknownKind, settingMissing, settingInvalid (400), egress.blocked (400)
   */
  readonly check: (given: {
    readonly org: string;
    readonly kind: string;
    readonly settings: Readonly<Record<string, unknown>>;
    /** Names of the secrets that are given. */
    readonly secrets: readonly string[];
    /** Region of the source that the events come from; left out: it is told later. */
    readonly region?: string;
  }) => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends calls under way, stores what became of them and releases the leases. */
  readonly stop: () => Promise<void>;
};

type Hearer = { readonly hear: (id: string, org: string, report: DestinationReport) => void };

/** Where events go: destinations, and the sender of this node. Nothing runs before `start`. */
export const createDestinations = (deps: DestinationsDeps): Destinations => {
  const { http, guard, clock, log, ofAwsEnvironment: ofEnvironment } = deps;
  const aws = { guard, clock, ...(ofEnvironment ? { ofEnvironment } : {}) };
  const kinds = createDestinationKinds([
    awsBusKind(aws),
    awsPartnerKind(aws),
    webhookKind({ http, clock }),
    natsKind({ guard }),
  ]);
  const hearers = new Set<Hearer>();
  const sender = createSender({
    ...deps,
    open: (destination) => openDestination({ kinds, secrets: deps.secrets }, destination),
    reported(id, org, report) {
      for (const { hear } of hearers) {
        try {
          hear(id, org, report);
        } catch (error) {
          log.error({ err: error }, 'a hearer of event destinations failed');
        }
      }
    },
  });
  const parts: DestinationDeps = { ...deps, kinds, changed: sender.changed };
  return {
    handlers: destinationHandlers(parts),
    port: createDestinationPort(parts, hearers),
    registerDriver: kinds.register,
    async check({ kind: name, ...given }) {
      const kind = kinds.require(name);
      await requireReachable(guard, kind, checkSettings(kind, given));
    },
    start: sender.start,
    stop: sender.stop,
  };
};
