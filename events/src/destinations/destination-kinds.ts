import type { SettingField } from '@tandem/contract';
import type { DestinationDriver } from './destination.model.ts';
import type { EventSource } from './destination.port.ts';
import type { Envelope } from './destination.types.ts';
import { destinationErrors } from './destinations.errors.ts';

/** A destination with its secrets open. Lives in memory only. */
export type OpenDestination = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly source: EventSource;
  readonly envelope: Envelope;
};

/** A service that events can be sent to. */
export type DestinationKind = {
  readonly kind: string;
  readonly label: string;
  /** Drives checks, masking and forms. */
  readonly fields: readonly SettingField[];
  readonly envelopes: readonly Envelope[];
  /** Comes with an integration only: nobody makes one by hand. */
  readonly managedOnly?: boolean;
  /** Its driver makes something at the other side for the source, which goes with the destination or another source. */
  readonly makesSource?: boolean;
  /** What is wrong with settings that are well-formed each by itself. */
  readonly problemOf?: (input: {
    readonly settings: Readonly<Record<string, unknown>>;
    /** Names of the secrets that are given. */
    readonly secrets: readonly string[];
    /** Region of the source that the events come from; empty where there is none, null when it is told later. */
    readonly region: string | null;
    /** Whose destination it is. */
    readonly org: string;
  }) => { readonly name: string; readonly problem: string } | null;
  /** @throws PublicError saying why it cannot be used as it is configured */
  readonly open: (destination: OpenDestination) => Promise<DestinationDriver>;
};

/** The kinds there are; others may be registered before the start. */
export const createDestinationKinds = (initial: readonly DestinationKind[]) => {
  const kinds = new Map(initial.map((kind) => [kind.kind, kind]));
  return {
    register: (kind: DestinationKind) => void kinds.set(kind.kind, kind),
    all: () => [...kinds.values()],
    find: (kind: string) => kinds.get(kind) ?? null,
    /** @throws destinationErrors.unknownKind (400) */
    require(kind: string): DestinationKind {
      const found = kinds.get(kind);
      if (found) return found;
      throw destinationErrors.unknownKind({ kind, allowed: [...kinds.keys()].join(', ') });
    },
  };
};

export type DestinationKinds = ReturnType<typeof createDestinationKinds>;
