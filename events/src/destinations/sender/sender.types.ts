import type { Clock, Database, Ids, Log } from '@tandem/kit';
import type { DestinationDriver, RenderEvents } from '../destination.model.ts';
import type { DestinationReport } from '../destination.port.ts';
import type { DestinationRecord, Lease } from '../destination.types.ts';
import type { NoteAudit } from '../log.ts';
import type { Parking } from './parking.ts';
import type { Pending } from './pending.ts';
import type { Rest } from './rest.ts';
import type { Window } from './window.ts';

export type SenderDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly render: RenderEvents;
  /** Opens the driver with its secrets. @throws PublicError saying why not */
  readonly open: (destination: DestinationRecord) => Promise<DestinationDriver>;
  readonly audit: NoteAudit;
  /** How much is parked for one destination before nothing new is read. */
  readonly mostParked?: { readonly keys: number; readonly events: number };
  /** After the commit. */
  readonly reported: (id: string, org: string, report: DestinationReport) => void;
};

/** What a session has in hand. */
export type Hand = {
  readonly deps: SenderDeps;
  readonly destination: DestinationRecord;
  readonly lease: Lease;
  readonly driver: DestinationDriver;
  readonly window: Window;
  readonly parking: Parking;
  readonly pending: Pending;
  readonly rest: Rest;
  /** Next slots of the delivery log. */
  readonly slots: { well: number; badly: number };
  /** Ids behind the cursor that were done with when the last sender stopped. */
  readonly doneBefore: Set<string>;
  /** Events that the destination has taken in this session. */
  taken: number;
  /** Parked keys that were not answered since it has last taken something. */
  readonly strays: Set<string>;
};
