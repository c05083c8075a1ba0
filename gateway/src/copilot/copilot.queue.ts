import type { BatchQueue, Lanes, NewWork, Work } from '@tandem/lanes';
import { enqueueWork } from '@tandem/lanes';
import { gatewayQueues } from '../conversations/index.ts';
import type { CopilotWork } from '../handover/index.ts';
import type { LookDeps } from './copilot.look.ts';
import type { CopilotCall } from './copilot.work.ts';
import type { Workspace } from './workspace.model.ts';

export type CopilotQueueDeps = Pick<LookDeps, 'db' | 'workspaces'> & {
  readonly lanes: () => Pick<Lanes, 'committed'>;
};

type Cause = Work & { readonly payload: CopilotWork & { readonly endpoint?: string } };

/** Rows of before may tell of more. */
const kinds: ReadonlySet<string> = new Set(['handover', 'message', 'input']);

const flowCall = (cause: CopilotWork): CopilotCall | null =>
  kinds.has(cause.kind) ? { kind: 'flow', cause } : null;

const modelCall = (cause: CopilotWork): CopilotCall | null => {
  if (cause.kind === 'handover') return { kind: 'model', seq: 0 };
  return cause.kind === 'message' ? { kind: 'model', seq: cause.seq } : null;
};

/**
 * Who is asked because of what has happened in one conversation, in its order: a flow hears of each, since it may do
 * anything; a model reads the whole talk, so of what waits together it is asked once, for the last.
 */
export const callsOf = (
  causes: readonly CopilotWork[],
  { flow, model, enabled }: Pick<Workspace, 'flow' | 'model' | 'enabled'>,
): readonly CopilotCall[] => {
  if (!enabled) return [];
  const toFlow = flow ? causes.map(flowCall) : [];
  const toModel = model ? causes.map(modelCall).filter((call) => call !== null) : [];
  return [...toFlow, ...toModel.slice(-1)].filter((call) => call !== null);
};

const newWork = (
  { org, part, lane, payload: { endpoint } }: Cause,
  call: CopilotCall,
): NewWork => ({
  ...{ org, part, lane, queue: gatewayQueues.copilotCalls },
  payload: { ...(endpoint ? { endpoint } : {}), ...call },
});

const payloadOf = ({ payload: { endpoint: _endpoint, ...cause } }: Cause): CopilotWork => cause;

const callsOfLane = async (
  { workspaces }: CopilotQueueDeps,
  causes: readonly Cause[],
): Promise<readonly NewWork[]> => {
  const [first] = causes;
  const endpoint = first?.payload.endpoint;
  const workspace = endpoint ? await workspaces.byEndpoint(endpoint) : null;
  if (!first || !workspace) return [];
  return callsOf(causes.map(payloadOf), workspace).map((call) => newWork(first, call));
};

/**
 * The copilot's lane: decides who is asked because of what has happened, of many conversations at once. What can be had
 * from the database is no work at all: it is looked up for whoever looks.
 */
export const createCopilotQueue = (deps: CopilotQueueDeps): BatchQueue => ({
  name: gatewayQueues.copilot,
  mode: 'batch',
  maxLanes: 256,
  countsLostTries: true,
  async run(batch) {
    const lanes = batch as readonly ((typeof batch)[number] & { work: readonly Cause[] })[];
    const calls = await Promise.all(lanes.map(({ work }) => callsOfLane(deps, work)));
    const done = lanes.flatMap(({ part, epoch, work }) =>
      work.map(({ id }) => ({ part, id, epoch })),
    );
    const committed = await deps.db.transaction(async (tx) => {
      const queued = await enqueueWork(tx, calls.flat());
      await tx.call('lane_finish', 'select lane_finish($1, $2, $3)', [
        done.map(({ part }) => part),
        done.map(({ id }) => id),
        done.map(({ epoch }) => epoch),
      ]);
      return queued;
    });
    if (committed.length > 0) deps.lanes().committed(committed);
  },
});
