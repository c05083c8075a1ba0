import { checkShape, compileFlow, type FlowDocument, type FlowProblem } from '@tandem/flows';
import { actorId, type By } from '../audit/index.ts';
import { notCarriedOut } from './carried-out.rules.ts';
import { flowErrors } from './flows.errors.ts';
import { findVersion, insertVersion, lastVersion, markVersion } from './flows.store.ts';
import { changeFlow, type FlowDeps } from './flows.usecases.ts';
import { parseVersion } from './flows.wire.ts';

const shown = 5;

type Refused = Pick<FlowProblem, 'message' | 'action' | 'field'> & { readonly code: string };

const refuse = (problems: readonly Refused[]) =>
  flowErrors.invalid(
    {
      problems: problems
        .slice(0, shown)
        .map(({ message }) => message)
        .join(' '),
    },
    {
      details: problems.map(({ code, action, field }) => ({
        errorCode: code,
        ...(action ? { fieldName: [action, field].filter(Boolean).join('.') } : {}),
      })),
    },
  );

/** Stores a draft as the next version. What is wrong with it matters only when it is published. */
export const saveVersion = (
  deps: FlowDeps,
  by: By,
  { id, document }: { readonly id: string; readonly document: unknown },
) => {
  const problems = checkShape(document);
  if (problems.length > 0) throw refuse(problems);
  return changeFlow(deps, by, {
    id,
    action: 'SAVE',
    async apply(tx, flow) {
      const version = (await lastVersion(tx, flow.id)) + 1;
      await insertVersion(tx, flow.org, {
        flow: flow.id,
        version,
        document: document as FlowDocument,
        createdBy: actorId(by.principal),
        createdAt: deps.clock.now(),
        checkedInAt: null,
        publishedAt: null,
      });
      return { ...flow, savedVersion: version };
    },
  });
};

export const checkOut = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    action: 'CHECKOUT',
    apply: (_, flow) => ({
      ...flow,
      lockedBy: actorId(by.principal),
      lockedByClient: by.principal.userId === null,
    }),
  });

export const checkIn = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    action: 'CHECKIN',
    async apply(tx, flow) {
      const version = flow.savedVersion;
      if (version === null) throw flowErrors.nothingSaved();
      const at = deps.clock.now();
      await markVersion(tx, { flow: flow.id, version }, { column: 'checked_in_at', at });
      return { ...flow, checkedInVersion: version, lockedBy: null };
    },
  });

/** @throws flowErrors.invalid (400) with every problem in its details */
export const publish = (
  deps: FlowDeps,
  by: By,
  input: { readonly id: string; readonly version: string | undefined },
) =>
  changeFlow(deps, by, {
    id: input.id,
    action: 'PUBLISH',
    async apply(tx, flow) {
      const wanted = input.version === undefined ? flow.savedVersion : parseVersion(input.version);
      if (wanted === null && input.version === undefined) throw flowErrors.nothingSaved();
      const version = wanted === null ? null : await findVersion(tx, flow.id, wanted);
      if (!version) throw flowErrors.notFound();
      const { problems } = compileFlow(version.document);
      if (problems.length > 0) throw refuse(problems);
      const others = notCarriedOut(version.document as FlowDocument);
      if (others.length > 0)
        throw refuse(others.map((other) => ({ ...other, code: 'action.notCarriedOut' })));
      const at = deps.clock.now();
      await markVersion(tx, version, { column: 'published_at', at });
      return {
        ...flow,
        active: true,
        publishedVersion: version.version,
        checkedInVersion: version.version,
        publishedBy: by.principal.userId,
        lockedBy: null,
      };
    },
  });

export const revert = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    action: 'REVERT',
    apply: (_, flow) => ({
      ...flow,
      savedVersion: flow.checkedInVersion ?? flow.publishedVersion ?? flow.savedVersion,
      lockedBy: null,
    }),
  });

export const unlock = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    action: 'STATE_CHANGE',
    audited: 'unlock',
    ignoresLock: true,
    apply: (_, flow) => ({ ...flow, lockedBy: null }),
  });

export const deactivate = (deps: FlowDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    action: 'STATE_CHANGE',
    audited: 'deactivate',
    apply: (_, flow) => ({ ...flow, active: false }),
  });
