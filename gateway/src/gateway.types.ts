import type { Handler } from '@tandem/contract';
import type { OutgoingAudit } from '@tandem/events';
import type { FlowCalls, FlowServices, Values } from '@tandem/flows';
import type {
  Clock,
  Database,
  HttpClient,
  Ids,
  Listener,
  Log,
  ScanFile,
  WebSocketClient,
} from '@tandem/kit';
import type { Lanes, LeaseTimes } from '@tandem/lanes';
import type { IncomingEvents } from './automation/index.ts';
import type { CopilotUse, FindFrames } from './copilot/index.ts';
import type { MoveGatewayDemo, SeedGatewayDemo } from './demo.usecases.ts';
import type { ChatLimitSettings, StreamHandler } from './directline/index.ts';
import type { EndpointSecrets, Sealer } from './endpoints/index.ts';
import type { Withheld } from './features/index.ts';
import type { LimitSettings, WebhookLimits } from './limits/index.ts';

export type GatewayDeps = {
  /** Pool on the gateway's schema, migrated with the lanes' and the gateway's migrations. */
  readonly db: Database;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly http: HttpClient;
  /** Reads files whose addresses strangers name. */
  readonly fileHttp: Pick<HttpClient, 'request'>;
  /** Carries out effects of flows that call out; without it they fail. */
  readonly calls?: FlowCalls;
  readonly sockets: WebSocketClient;
  readonly sealer: Sealer;
  /** What the vault does for secret settings of endpoints. */
  readonly secrets: EndpointSecrets;
  /** Which setting of the operator keeps a handover provider from an organisation; left out: none does. */
  readonly withheld?: Withheld;
  /** What the core services do for flows. */
  readonly flows: FlowServices;
  /** Variables of an organisation that flows read by name. */
  readonly globals?: (org: string) => Promise<Values>;
  /** What happens in the core services, for flows that are started by it. */
  readonly coreEvents?: IncomingEvents;
  /** Steps of automation flows at once on this node. */
  readonly automationConcurrency?: number;
  /** 32 bytes derived from the root key for this purpose alone: signs chat tokens and file addresses. */
  readonly signingKey: Buffer;
  /** Unique among the live nodes and different after every start. */
  readonly nodeId: string;
  readonly leaseTimes?: LeaseTimes;
  /** Origin at which this process reaches its own HTTP server; known once it listens. */
  readonly ownOrigin: () => string;
  /** Origin for links that go to others; left out: `ownOrigin`. */
  readonly publicOrigin?: () => string;
  /** Stores an entry in the audit log of the core services, once whatever often it is called. */
  readonly deliverAudit: (entry: OutgoingAudit) => Promise<void>;
  /** Looks at every file before it is kept; absent: nobody does. */
  readonly scanFile?: ScanFile;
  /** What customers may ask and leave here; absent parts have no bound. */
  readonly chat?: {
    readonly limits?: ChatLimitSettings;
    /** Of those who deliver webhooks. */
    readonly webhooks?: WebhookLimits;
    /** Of the pages of copilot workspaces. */
    readonly copilot?: LimitSettings<CopilotUse>;
    /** Largest file, in bytes. */
    readonly maxUploadBytes?: number;
    /** Messages and files of a customer in one conversation, in bytes. */
    readonly maxCustomerBytes?: number;
  };
  /** Path of the chat widget's script on this server. */
  readonly widgetScript?: string;
  /** Whose clock dates the leases; `node` is for tests. */
  readonly leaseTime?: 'database' | 'node';
};

export type Gateway = {
  readonly handlers: readonly Handler[];
  readonly streamHandlers: readonly StreamHandler[];
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly usecases: {
    readonly seedGatewayDemo: SeedGatewayDemo;
    readonly moveGatewayDemo: MoveGatewayDemo;
  };
  /** Sites that may show the page of a copilot's link in a frame. */
  readonly copilotFrames: FindFrames;
  readonly lanes: Lanes;
  /** One round of watching handovers now; rounds run by themselves once started. */
  readonly watchRound: () => Promise<void>;
  /** One look at schedules and events now; the same. */
  readonly automationRound: () => Promise<void>;
  readonly figures: () => {
    readonly lanes: ReturnType<Lanes['figures']>;
    readonly sockets: number;
  };
};
