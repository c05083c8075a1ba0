import type {
  Acting,
  AuditAction,
  AuditNote,
  FlowLabel,
  FlowSuggestions,
  KeepSecret,
} from '@tandem/contract';
import type { Clock, Database, Ids, Queryable, Snapshots, Transaction } from '@tandem/kit';
import type { ResourceKind } from '../actions/index.ts';
import type { FlowDocument, FlowKind } from '../flow.model.ts';
import type { SealedSecret } from '../secrets.ts';
import type { OfEachUser } from '../validation/index.ts';

/** A flow as it is kept. `publishedVersion` is what `Latest` means. */
export type FlowRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string | null;
  /** {@link typeOf} its kind. */
  readonly type: string;
  readonly division: string | null;
  readonly active: boolean;
  readonly publishedVersion: number | null;
  readonly savedVersion: number | null;
  readonly checkedInVersion: number | null;
  readonly labels: Readonly<Partial<Record<FlowLabel, number>>>;
  readonly lockedBy: string | null;
  /** The lock is a client's, not a user's. */
  readonly lockedByClient: boolean;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly publishedBy: string | null;
};

/** A version; it never changes once stored, but for its dates. Insecure strings in the document are sealed. */
export type FlowVersionRecord = {
  readonly flow: string;
  readonly version: number;
  readonly document: FlowDocument;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly checkedInAt: Date | null;
  readonly publishedAt: Date | null;
};

/** Types by kind, spelled as the vendor spells types of flows. */
export const flowTypes: Readonly<Record<FlowKind, string>> = {
  inboundMessage: 'INBOUNDSHORTMESSAGE',
  bot: 'BOT',
  automation: 'AUTOMATION',
  copilot: 'COPILOT',
};

export const kindOf = ({ type }: Pick<FlowRecord, 'type'>): FlowKind => {
  const found = Object.entries(flowTypes).find(([, name]) => name === type);
  return (found?.[0] ?? 'inboundMessage') as FlowKind;
};

/** Who does something; a handler's call is one. */
export type By = Acting;

export type Named = { readonly id: string; readonly name: string };

/** What names a flow: `kind` says what it is, such as `address`, `endpoint` or `flow`. */
export type FlowUse = Named & { readonly kind: string };

type Choices = (org: string) => Promise<readonly Named[]>;

/** What the core services do for flows; the same for both halves. */
export type FlowServices = {
  readonly keepSecret: KeepSecret;
  /** Opens what {@link keepSecret} sealed. What it answers is never logged, stored or shown. */
  readonly openSecret: (org: string, secret: SealedSecret) => Promise<string>;
  /** Seals a stored insecure string for another place. @throws as {@link openSecret} */
  readonly resealSecret: (org: string, secret: SealedSecret, context: string) => Promise<string>;
  /** Names of users and clients by id. */
  readonly names: (org: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Connectors and connections of an organisation. */
  readonly choices: Readonly<Partial<Record<ResourceKind | FlowSuggestions['choices'], Choices>>>;
  /** Names of a credential and its attribute, each given by id or name; null when there is none. */
  readonly credentialNames?: (
    org: string,
    source: { readonly credential: string; readonly attribute: string },
  ) => Promise<{ readonly credential: string; readonly attribute: string } | null>;
  /** Names of global variables. */
  readonly globals?: (org: string) => Promise<readonly string[]>;
  /** What each user has of their own: attributes, and what gets a token or a secret of them. */
  readonly ofEachUser?: (org: string) => Promise<OfEachUser>;
  /** Names of variables that flows must not read: secure ones of the organisation, and those of the environment. */
  readonly hiddenVariables?: (org: string) => Promise<readonly string[]>;
};

export type PublishProblem = {
  readonly code: string;
  readonly message: string;
  readonly action?: string;
  readonly field?: string;
};

/** What is done to a flow, as the event log names it. */
export type FlowOperationName =
  | 'CREATE'
  | 'CHECKIN'
  | 'CHECKOUT'
  | 'DELETE'
  | 'PUBLISH'
  | 'REVERT'
  | 'SAVE'
  | 'STATE_CHANGE'
  | 'UPDATE';

export type FlowOperation = { readonly id: string; readonly action: FlowOperationName };

export type LibraryDeps = {
  /** The half's own schema, with the tables `flow` and `flow_version`. */
  readonly db: Database;
  readonly snapshots: Pick<Snapshots, 'keep' | 'change'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: (tx: Queryable, note: AuditNote) => Promise<void>;
  readonly services: FlowServices;
  /** Kinds of flows that the half runs. */
  readonly kinds: readonly FlowKind[];
  /** What of the half names a flow, other flows apart. */
  readonly usesOf: (org: string, flow: Named) => Promise<readonly FlowUse[]>;
  /** Choices that are the half's own. */
  readonly choices?: FlowServices['choices'];
  /** What the half cannot carry out: a flow with it is not published. */
  readonly publishChecks?: (document: FlowDocument) => readonly PublishProblem[];
  /** Tells the half's event log, in the transaction of the change. */
  readonly logOperation?: (
    tx: Transaction,
    flow: FlowRecord,
    event: FlowOperation & { readonly by: By },
  ) => Promise<void>;
};

/** One change of a flow. */
export type FlowChange = {
  readonly operation: FlowOperationName;
  /** Where the audit log tells more exactly what was done. */
  readonly audited?: AuditAction;
  /** Whether somebody else's lock stands in the way. */
  readonly ignoresLock?: boolean;
  /** Nothing that runs changes: a draft or a lock. */
  readonly draft?: true;
  /** Only who edits changes, not the flow: its date stays. */
  readonly undated?: true;
  /** Further entries of the audit log. */
  readonly notes?: readonly AuditNote[];
  readonly apply: (tx: Transaction, flow: FlowRecord) => Promise<FlowRecord> | FlowRecord;
};
