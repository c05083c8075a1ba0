import type { Flow } from '@tandem/contract';
import {
  changeFlow,
  createFlow,
  flowErrors,
  flowTypes,
  type LibraryDeps,
  markVersion,
  takeLock,
} from '@tandem/flows';
import type { By } from '../audit/index.ts';
import type { Directory } from '../users/index.ts';

export type FlowDeps = LibraryDeps & {
  readonly directory: Pick<Directory, 'division' | 'homeDivision'>;
};

/** @throws flowErrors.divisionUnknown (400) unless it is one of the organisation. */
const divisionOf = async ({ directory }: FlowDeps, org: string, id: string | undefined) => {
  if (id === undefined) return null;
  const division = await directory.division(org, id);
  if (!division) throw flowErrors.divisionUnknown({ id });
  return division.id;
};

/** @throws flowErrors.typeUnsupported, divisionUnknown (400), flowErrors.nameTaken (409) */
export async function createWireFlow(deps: FlowDeps, by: By, request: Flow) {
  const { name, description = null, type = flowTypes.inboundMessage } = request;
  if (type !== flowTypes.inboundMessage) throw flowErrors.typeUnsupported({ type });
  const division = await divisionOf(deps, by.principal.org, request.division?.id);
  return createFlow(deps, by, { name, description, division, kind: 'inboundMessage' });
}

export const checkOut = (deps: FlowDeps, by: By, id: string) => takeLock(deps, by, id);

export const checkIn = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    operation: 'CHECKIN',
    async apply(tx, flow) {
      const version = flow.savedVersion;
      if (version === null) throw flowErrors.nothingSaved();
      const at = deps.clock.now();
      await markVersion(tx, { flow: flow.id, version }, { column: 'checked_in_at', at });
      return { ...flow, checkedInVersion: version, lockedBy: null };
    },
  });

export const revert = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    operation: 'REVERT',
    apply: (_, flow) => ({
      ...flow,
      savedVersion: flow.checkedInVersion ?? flow.publishedVersion ?? flow.savedVersion,
      lockedBy: null,
    }),
  });

export const unlock = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    operation: 'STATE_CHANGE',
    audited: 'unlock',
    ignoresLock: true,
    apply: (_, flow) => ({ ...flow, lockedBy: null }),
  });

export const deactivate = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    operation: 'STATE_CHANGE',
    audited: 'deactivate',
    apply: (_, flow) => ({ ...flow, active: false }),
  });
