import type { Handler } from '@tandem/contract';
import { libraryHandlers } from './libraries.operations.ts';
import type { ResponsesDeps } from './responses.deps.ts';
import { responseHandlers } from './responses.operations.ts';

export { findResponse } from './responses.store.ts';
export { type FilledTemplate, fillTemplate } from './template.rules.ts';

/** Canned responses and their libraries. */
export const cannedResponseHandlers = (deps: ResponsesDeps): readonly Handler[] => [
  ...libraryHandlers(deps),
  ...responseHandlers(deps),
];
