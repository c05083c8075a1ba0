export { documentBytes } from './authoring.operations.ts';
export { diffFlows } from './diff.rules.ts';
export { checkSavable, refused } from './document.rules.ts';
export { flowSealedColumns } from './flow-sealed-columns.ts';
export * from './flow-secrets.rules.ts';
export { givenSecret, withSavedSecrets } from './flow-secrets.usecases.ts';
export {
  type FlowFilter,
  findFlow,
  findVersion,
  listFlows,
  listVersions,
  markVersion,
  type Page,
  publishedIndex,
} from './flows.store.ts';
export {
  changeFlow,
  createFlow,
  flowName,
  parseVersion,
  readFlow,
  readVersion,
  removeFlow,
} from './flows.usecases.ts';
export { flowsNaming, usesOfFlow } from './flows-naming.ts';
export { flowErrors } from './library.errors.ts';
export * from './library.model.ts';
export { byOf, type FlowOperations } from './library.operations.ts';
export { actorId } from './library-audit.rules.ts';
export {
  createPublishedFlows,
  type PublishedFlow,
  type PublishedFlows,
} from './published-flows.ts';
export { requireResources } from './resource-rights.ts';
export { providersOf, validateOptionsOf } from './validate-options.ts';
export * from './versions.usecases.ts';

import type { Handler } from '@tandem/contract';
import { authoringHandlers } from './authoring.operations.ts';
import type { LibraryDeps } from './library.model.ts';
import { type FlowOperations, libraryHandlers } from './library.operations.ts';
import { transferHandlers } from './transfer.operations.ts';
import { versionHandlers } from './versions.operations.ts';

/** The flows of one half: kept, versioned, published. What runs them has handlers of its own. */
export const flowLibraryHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  ...libraryHandlers(ops, deps),
  ...versionHandlers(ops, deps),
  ...authoringHandlers(ops, deps),
  ...transferHandlers(ops, deps),
];
