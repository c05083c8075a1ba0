import type { Handler } from '@tandem/contract';
import type { HttpClient, Log } from '@tandem/kit';
import type { BatchQueue, EffectQueue, Lanes } from '@tandem/lanes';
import type { ChangeSession, Reads, Wakes } from '../conversations/index.ts';
import type { StreamHandler } from '../directline/index.ts';
import type { EndpointDirectory } from '../endpoints/index.ts';
import type { FindCopilotLink } from '../handover/index.ts';
import { knowledgeHandlers } from '../knowledge/index.ts';
import type { LimitSettings } from '../limits/index.ts';
import type { KeySets } from '../visitors/index.ts';
import { createCopilotCallsQueue } from './calls.queue.ts';
import { type CopilotUse, createCopilotLimiter, noCopilotLimits } from './copilot.limits.ts';
import { createCopilotQueue } from './copilot.queue.ts';
import { createCopilotReads } from './copilot.reads.ts';
import { createCopilotHub } from './copilot-hub.ts';
import type { FlowRunDeps } from './flow-run.ts';
import { createFindFrames, type FindFrames } from './frames.ts';
import { createLinkTokens } from './link-tokens.ts';
import { createHandoverLink } from './links.ts';
import { copilotPageHandlers, copilotStream } from './page.operations.ts';
import { createWorkspaceDirectory } from './workspaces.directory.ts';
import { workspaceHandlers } from './workspaces.operations.ts';
import type { WorkspaceDeps } from './workspaces.usecases.ts';

type Made = 'workspaces' | 'copilotReads';

export type CopilotAssembly = Omit<WorkspaceDeps, Made> &
  Omit<FlowRunDeps, Made> & {
    readonly ids: Parameters<typeof knowledgeHandlers>[0]['ids'];
    readonly log: Log;
    readonly http: HttpClient;
    readonly change: ChangeSession;
    readonly wakes: Wakes;
    readonly reads: Pick<Reads, 'activitiesAfter'>;
    readonly lanes: () => Lanes;
    readonly directory: EndpointDirectory;
    readonly keySets: KeySets;
    /** Signs links, through a key of their own that derives from it. */
    readonly signingKey: Buffer;
    readonly chat?: { readonly copilot?: LimitSettings<CopilotUse> };
    /** Origin for links that go to others. */
    readonly origin: () => string;
  };

export type Copilot = {
  readonly queues: readonly (BatchQueue | EffectQueue)[];
  readonly handoverLink: FindCopilotLink;
  readonly handlers: readonly Handler[];
  readonly streamHandlers: readonly StreamHandler[];
  readonly frames: FindFrames;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

/** The workspace beside the agents, and what is known. */
export const createCopilot = (assembly: CopilotAssembly): Copilot => {
  const deps = {
    ...assembly,
    copilotReads: createCopilotReads(assembly),
    workspaces: createWorkspaceDirectory(assembly),
  };
  const tokens = createLinkTokens({ key: deps.signingKey, clock: deps.clock });
  const hub = createCopilotHub(deps);
  const limiter = createCopilotLimiter(deps.chat?.copilot ?? noCopilotLimits, deps.clock);
  const page = { ...deps, tokens, hub, limiter };
  return {
    queues: [createCopilotQueue(deps), createCopilotCallsQueue(deps)],
    handoverLink: createHandoverLink(page),
    handlers: [
      ...workspaceHandlers({ ...deps, tokens }),
      ...copilotPageHandlers(page),
      ...knowledgeHandlers(deps),
    ],
    streamHandlers: [copilotStream(page)],
    frames: createFindFrames(page),
    start: hub.start,
    stop: hub.stop,
  };
};
