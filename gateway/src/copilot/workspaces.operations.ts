import { copilotOperations, type Handler, handle } from '@tandem/contract';
import { findSession } from '../conversations/index.ts';
import { actOf } from '../endpoints/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import type { LinkTokens } from './link-tokens.ts';
import { linkTo } from './links.ts';
import {
  putWorkspace,
  readWorkspace,
  toWorkspaceWire,
  type WorkspaceDeps,
} from './workspaces.usecases.ts';

const hourMs = 60 * 60 * 1000;

/** Workspaces as administrators see them, and links for those who may read conversations. */
export const workspaceHandlers = (
  deps: WorkspaceDeps & { readonly tokens: LinkTokens },
): readonly Handler[] => [
  handle(copilotOperations.getCopilotWorkspace, async ({ principal: { org }, params }) => {
    const endpoint = await deps.endpoint({ org, id: params.endpointId });
    return { status: 200, body: toWorkspaceWire(await readWorkspace(deps.db, endpoint)) };
  }),
  handle(copilotOperations.putCopilotWorkspace, async (call) => {
    const { principal, correlationId, params, body: request } = call;
    const act = { ...actOf(call), principal, correlationId };
    const asked = { org: principal.org, id: params.endpointId, request, act };
    return { status: 200, body: toWorkspaceWire(await putWorkspace(deps, asked)) };
  }),
  handle(copilotOperations.postCopilotLink, async ({ principal, params, clientOrigin: origin }) => {
    const session = await findSession(deps.db, params.conversationId);
    if (!session || session.org !== principal.org) throw copilotErrors.notFound();
    const { org, endpointId: id } = session;
    const workspace = await readWorkspace(deps.db, { org, id });
    if (!workspace.enabled) throw copilotErrors.off();
    const until = new Date(deps.clock.now().getTime() + workspace.linkHours * hourMs);
    const url = linkTo(deps.tokens, session, { origin, until });
    return { status: 200, body: { url, expires: until.toISOString() } };
  }),
];
