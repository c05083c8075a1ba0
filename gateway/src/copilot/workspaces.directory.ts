import type { Clock, Database } from '@tandem/kit';
import type { Workspace } from './workspace.model.ts';
import { findWorkspace } from './workspaces.store.ts';

/** Workspaces as they were a second ago at most: no look-up per message. Links are checked against what is stored. */
export type WorkspaceDirectory = {
  /** The stored workspace of an endpoint; null: nobody has saved one. */
  readonly byEndpoint: (endpointId: string) => Promise<Workspace | null>;
  /** One was changed here. */
  readonly forget: () => void;
};

const freshMs = 1000;
const maxRemembered = 1000;

type Remembered = { readonly atMs: number; readonly workspace: Promise<Workspace | null> };

export const createWorkspaceDirectory = ({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}): WorkspaceDirectory => {
  const remembered = new Map<string, Remembered>();
  const read = (endpointId: string, atMs: number) => {
    const fresh = { atMs, workspace: findWorkspace(db, endpointId) };
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(endpointId, fresh);
    fresh.workspace.catch(() => {
      if (remembered.get(endpointId) === fresh) remembered.delete(endpointId);
    });
    return fresh.workspace;
  };
  return {
    async byEndpoint(endpointId) {
      const nowMs = clock.monotonicMs();
      const known = remembered.get(endpointId);
      return known && nowMs - known.atMs < freshMs ? known.workspace : read(endpointId, nowMs);
    },
    forget: () => remembered.clear(),
  };
};
