import { type Handler, handle } from '@tandem/contract';
import { actionCatalogue } from '../catalogue.ts';
import { isError, validateCounted } from '../validation/index.ts';
import { choicesOf } from './choices.usecases.ts';
import { testExpression } from './expression-test.rules.ts';
import { withSavedSecrets } from './flow-secrets.usecases.ts';
import type { LibraryDeps } from './library.model.ts';
import type { FlowOperations } from './library.operations.ts';
import { toProblemView } from './library.wire.ts';
import { validateOptionsOf } from './validate-options.ts';

/** Documents of flows may be larger than other requests, in bytes. */
export const documentBytes = 4 * 1024 * 1024;

/** What the designer asks while a flow is drawn; nothing is stored. */
export const authoringHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  handle(ops.getCatalogue, async ({ query: { kind } }) => ({
    status: 200,
    body: { actions: deps.kinds.includes(kind) ? [...actionCatalogue(kind)] : [] },
  })),
  handle(ops.getChoices, async ({ principal: { org }, query: { resource } }) => ({
    status: 200,
    body: { choices: [...(await choicesOf(deps, org, resource))] },
  })),
  handle(
    ops.validateFlow,
    async ({ principal: { org }, body: { document, flowId } }) => {
      const whole = await withSavedSecrets(deps, org, { document, flowId });
      const options = await validateOptionsOf(deps, org);
      const { problems, counts } = validateCounted(whole, options);
      return {
        status: 200,
        body: { valid: !problems.some(isError), problems: problems.map(toProblemView), counts },
      };
    },
    { bodyLimit: documentBytes },
  ),
  handle(
    ops.testExpression,
    async ({ body }) => ({ status: 200, body: testExpression(body, deps.clock.now()) }),
    { bodyLimit: documentBytes },
  ),
];
