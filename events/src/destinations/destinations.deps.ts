import type { Clock, Database, EgressGuard, Ids, Log } from '@tandem/kit';
import type { EventSecrets } from '../event-secrets.port.ts';
import type { RenderEvents } from './destination.model.ts';
import type { DestinationKinds } from './destination-kinds.ts';
import type { NoteAudit } from './log.ts';
import type { TypesOfTopics } from './store/index.ts';

export type { Acting } from '../event-secrets.port.ts';

export type DestinationDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: NoteAudit;
  readonly render: RenderEvents;
  readonly secrets: EventSecrets;
  /** Types of events that each topic may be made of, for figures of what waits. Left out: not known. */
  readonly typesOfTopics?: TypesOfTopics;
  readonly kinds: DestinationKinds;
  /** Where calls may go. */
  readonly guard: Pick<EgressGuard, 'resolve'>;
  /** A change was committed on this node. */
  readonly changed: () => void;
};
