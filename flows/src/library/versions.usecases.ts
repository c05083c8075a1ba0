import type { FlowLabel } from '@tandem/contract';
import { compileFlow } from '../compile.ts';
import type { FlowDocument } from '../flow.model.ts';
import type { ValidateOptions } from '../validation/index.ts';
import { checkSavable, refused } from './document.rules.ts';
import { keepSecrets } from './flow-secrets.usecases.ts';
import { findVersion, insertVersion, lastVersion, markVersion } from './flows.store.ts';
import { changeFlow, readFlow } from './flows.usecases.ts';
import { flowErrors } from './library.errors.ts';
import { type By, type FlowRecord, kindOf, type LibraryDeps } from './library.model.ts';
import { actorId } from './library-audit.rules.ts';
import { requireResources } from './resource-rights.ts';
import { validateOptionsOf } from './validate-options.ts';

const savedDocument = async (deps: LibraryDeps, flow: FlowRecord): Promise<FlowDocument | null> =>
  flow.savedVersion === null
    ? null
    : ((await findVersion(deps.db, flow.id, flow.savedVersion))?.document ?? null);

/** @throws flowErrors.savedMeanwhile (409) */
const requireLastSaved = (
  { savedVersion }: FlowRecord,
  expected: number | null | undefined,
): void => {
  if (expected !== undefined && expected !== savedVersion)
    throw flowErrors.savedMeanwhile({ version: String(savedVersion ?? 0) });
};

/**
 * Stores a draft as the next version. What is wrong with it matters only when it is published.
 * @param input.expectedVersion the version it was made from, null for the first; unchecked when left out.
 * @throws flowErrors.notFound (404), malformed, kindDiffers (400), locked, savedMeanwhile (409), what the vault throws
 */
export async function saveVersion(
  deps: LibraryDeps,
  by: By,
  input: {
    readonly id: string;
    readonly document: unknown;
    readonly expectedVersion?: number | null | undefined;
  },
) {
  const { id, expectedVersion } = input;
  const found = await readFlow(deps.db, by.principal.org, id);
  const document = checkSavable(input.document, kindOf(found));
  const before = await savedDocument(deps, found);
  const kept = await keepSecrets(deps, by, { flow: found, document, before });
  return changeFlow(deps, by, {
    id,
    operation: 'SAVE',
    draft: true,
    notes: kept.notes,
    async apply(tx, flow) {
      requireLastSaved(flow, expectedVersion);
      const version = (await lastVersion(tx, flow.id)) + 1;
      await insertVersion(tx, flow.org, {
        flow: flow.id,
        version,
        document: kept.document,
        createdBy: actorId(by.principal),
        createdAt: deps.clock.now(),
        checkedInAt: null,
        publishedAt: null,
      });
      return { ...flow, savedVersion: version };
    },
  });
}

/** @throws flowErrors.invalid (400) with every problem in its details */
const requirePublishable = (
  { publishChecks }: LibraryDeps,
  document: FlowDocument,
  options: ValidateOptions,
): void => {
  const { problems } = compileFlow(document, options);
  if (problems.length > 0) throw refused('invalid', problems);
  const others = publishChecks?.(document) ?? [];
  if (others.length > 0) throw refused('invalid', others);
};

const withLabels = (
  { labels }: FlowRecord,
  names: readonly FlowLabel[],
  version: number,
): FlowRecord['labels'] => ({
  ...labels,
  ...Object.fromEntries(names.map((name) => [name, version])),
});

/**
 * Publishes a version, the saved one when none is named; errors in it block.
 * @param input.expectedVersion the version that was saved last when the caller looked; unchecked when left out.
 * @param input.release whether the editor's lock goes with it.
 * @throws flowErrors.notFound (404), nothingSaved, invalid (400) with every problem in its details, locked,
 *   savedMeanwhile (409), resourceForbidden (403)
 */
export async function publishVersion(
  deps: LibraryDeps,
  by: By,
  input: {
    readonly id: string;
    readonly version: number | undefined;
    readonly expectedVersion?: number | undefined;
    readonly labels?: readonly FlowLabel[] | undefined;
    readonly release?: boolean;
  },
) {
  const options = await validateOptionsOf(deps, by.principal.org);
  return changeFlow(deps, by, {
    id: input.id,
    operation: 'PUBLISH',
    async apply(tx, flow) {
      requireLastSaved(flow, input.expectedVersion);
      const wanted = input.version ?? flow.savedVersion;
      if (wanted === null) throw flowErrors.nothingSaved();
      const version = await findVersion(tx, flow.id, wanted);
      if (!version) throw flowErrors.notFound();
      await requireResources(deps, by, version.document);
      requirePublishable(deps, version.document, options);
      await markVersion(tx, version, { column: 'published_at', at: deps.clock.now() });
      return {
        ...flow,
        active: true,
        publishedVersion: version.version,
        checkedInVersion: version.version,
        publishedBy: by.principal.userId,
        labels: withLabels(flow, input.labels ?? [], version.version),
        ...(input.release ? { lockedBy: null } : {}),
      };
    },
  });
}

/**
 * Points a label at a published version: a rollback. `Latest` is the version that runs without a label.
 * @param input.version null takes the label away.
 * @throws flowErrors.notFound (404), notPublished, badRequest (400), locked (409)
 */
export const labelVersion = (
  deps: LibraryDeps,
  by: By,
  input: {
    readonly id: string;
    readonly label: FlowLabel | 'Latest';
    readonly version: number | null;
  },
) =>
  changeFlow(deps, by, {
    id: input.id,
    operation: 'UPDATE',
    async apply(tx, flow) {
      const { label, version } = input;
      if (version === null) {
        if (label === 'Latest')
          throw flowErrors.badRequest({ problem: 'version: Latest always names a version.' });
        const { [label]: _taken, ...labels } = flow.labels;
        return { ...flow, labels };
      }
      const found = await findVersion(tx, flow.id, version);
      if (!found) throw flowErrors.notFound();
      if (!found.publishedAt) throw flowErrors.notPublished({ version: String(version) });
      return label === 'Latest'
        ? { ...flow, publishedVersion: version }
        : { ...flow, labels: withLabels(flow, [label], version) };
    },
  });

/** @throws flowErrors.notFound (404), locked (409) */
export const takeLock = (deps: LibraryDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    operation: 'CHECKOUT',
    draft: true,
    undated: true,
    apply: (_, flow) => ({
      ...flow,
      lockedBy: actorId(by.principal),
      lockedByClient: by.principal.userId === null,
    }),
  });

const unlockPermission = 'architect:flow:unlock';

/**
 * Takes a lock away: one's own, or somebody else's with the permission to unlock.
 * @throws flowErrors.notFound (404), unlockForbidden (403)
 */
export const releaseLock = (deps: LibraryDeps, by: By, id: string) =>
  changeFlow(deps, by, {
    id,
    operation: 'STATE_CHANGE',
    audited: 'unlock',
    ignoresLock: true,
    draft: true,
    undated: true,
    apply(_, flow) {
      const own = !flow.lockedBy || flow.lockedBy === actorId(by.principal);
      if (!own && !by.principal.permissions.has(unlockPermission))
        throw flowErrors.unlockForbidden();
      return { ...flow, lockedBy: null };
    },
  });
