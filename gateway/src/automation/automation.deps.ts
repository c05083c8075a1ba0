import type { FlowCalls, Values } from '@tandem/flows';
import type { Clock, Database, Ids, Log } from '@tandem/kit';
import type { Lanes } from '@tandem/lanes';
import type { AutomationFlows } from './automation.model.ts';
import type { Sealing } from './sealing.ts';

/** What the parts of automation share. */
export type AutomationDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly flows: AutomationFlows;
  readonly calls: FlowCalls;
  /** Variables of the organisation that flows read by name. */
  readonly globals: (org: string) => Promise<Values>;
  readonly sealing: Sealing;
  readonly lanes: () => Pick<Lanes, 'committed' | 'owns'>;
};
