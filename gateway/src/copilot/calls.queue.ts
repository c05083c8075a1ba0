import { derivedUuid, type HttpClient, type Log } from '@tandem/kit';
import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
import { BotFailure, requestCompletion } from '../bots/index.ts';
import { gatewayQueues, insertHop } from '../conversations/index.ts';
import type { CopilotWork } from '../handover/index.ts';
import { type Beside, findBeside, lookAt } from './copilot.look.ts';
import { type CopilotDeps, modelTiles } from './copilot.queue.ts';
import type { CopilotCall } from './copilot.work.ts';
import type { Seen } from './fill.rules.ts';
import { filledByFlow } from './flow-fill.rules.ts';
import { CopilotFlowFailure, type FlowRunDeps, runCopilotFlow } from './flow-run.ts';
import { type ModelFill, modelRequest, readModelFill } from './model-fill.rules.ts';
import { findInput, listTiles, type NewTile, setTiles } from './tiles.store.ts';
import { openWorkspaceSecrets, type SecretDeps } from './workspace-secrets.ts';

export type CallDeps = CopilotDeps &
  SecretDeps &
  FlowRunDeps & { readonly http: HttpClient; readonly log: Log };

const done: Outcome = { kind: 'done' };
/** Nobody waits longer for an advice. */
const mostMs = 20_000;
const attempts = 2;

const setAll = async (deps: CallDeps, lane: number, tiles: readonly NewTile[]): Promise<void> => {
  const changed = await deps.change(lane, ({ tx, session, now }) =>
    setTiles(tx, session, { tiles, at: now }),
  );
  if (changed) deps.wakes.activity(lane);
};

/** @throws BotFailure */
const askModel = async (
  deps: CallDeps,
  beside: Beside,
  { seen, key, context }: { seen: Seen; key: string; context: EffectContext },
): Promise<ModelFill> => {
  const { workspace } = beside;
  const { model } = workspace;
  if (!model) return new Map();
  const { texts, closed } = await openWorkspaceSecrets(deps, workspace);
  const locked = closed.get('apiKey');
  if (locked) throw new BotFailure(`the API key cannot be opened: ${locked.reason}`, false);
  return readModelFill(
    await requestCompletion(deps, {
      ...{ baseUrl: model.baseUrl, key: texts.get('apiKey'), idempotencyKey: key },
      body: modelRequest(model.model, seen),
      timeoutMs: Math.max(1000, Math.min(mostMs, context.budgetMs - 500)),
      signal: context.signal,
    }),
  );
};

const isOfModel = (tile: NewTile) => modelTiles.has(tile.content.type);

/** Tiles that the model would have written keep what they show, with a word of why it is not newer. */
const withProblem = async (
  deps: CallDeps,
  { session }: Beside,
  problem: string,
): Promise<readonly NewTile[]> => {
  const standing = await listTiles(deps.db, { session: session.id });
  return standing.filter(isOfModel).map((tile) => ({ ...tile, problem }));
};

/** What the flow has written stays the flow's. */
const filled = async (
  { db }: CallDeps,
  { workspace, session }: Beside,
  fill: ModelFill,
): Promise<readonly NewTile[]> => {
  const standing = workspace.flow ? await listTiles(db, { session: session.id }) : [];
  const ofFlow = new Set(standing.flatMap(({ tile, maker }) => (maker === 'flow' ? [tile] : [])));
  return Object.entries(workspace.tiles).flatMap(([tile, { type }]) => {
    const content = ofFlow.has(tile) ? null : fill.get(type);
    return content ? [{ tile, content, maker: 'model', problem: null } as const] : [];
  });
};

/** A model failed: the tiles say so, and the chat has not noticed. */
const modelWork = async (
  deps: CallDeps,
  beside: Beside,
  { work, seq, context }: { work: Work; seq: number; context: EffectContext },
): Promise<Outcome> => {
  const seen = await lookAt(deps, beside);
  const last = seen.lines.findLast(({ from }) => from === 'customer')?.seq ?? 0;
  // Work for what was said since stands behind this.
  if (seq > 0 && last > seq) return done;
  const key = `copilot/${beside.session.conversationId}/${work.id}`;
  try {
    const fill = await askModel(deps, beside, { seen, key, context });
    await setAll(deps, work.lane, await filled(deps, beside, fill));
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure) || context.signal.aborted) throw error;
    if (error.passing && work.attempts + 1 < attempts)
      return { kind: 'retry', reason: error.reason };
    await setAll(deps, work.lane, await withProblem(deps, beside, error.reason));
    return { kind: 'done', info: { failed: error.reason } };
  }
};

const noteFlow = ({ db, clock, log }: CallDeps, { session }: Beside, detail: object) => {
  const hop = { kind: 'bot', summary: 'copilot flow', ok: false, detail: { ...detail } };
  insertHop(db, session, { hop, at: clock.now() }).catch((error) =>
    log.warn({ err: error }, 'timeline entry lost'),
  );
};

/** A flow failed: what it has written says so, and everything else goes on. */
const flowWork = async (
  deps: CallDeps,
  beside: Beside,
  { work, cause, context }: { work: Work; cause: CopilotWork; context: EffectContext },
): Promise<Outcome> => {
  const { workspace, session } = beside;
  if (!workspace.flow) return done;
  const input = cause.kind === 'input' ? await findInput(deps.db, session.id, cause.id) : null;
  const seen = await lookAt(deps, beside);
  const id = derivedUuid('copilot', session.conversationId, String(work.id));
  const standing = () => listTiles(deps.db, { session: session.id });
  try {
    const wish = await runCopilotFlow(deps, workspace.flow, {
      ...{ beside, seen, cause, input, id, signal: context.signal },
    });
    const { tiles, unknown } = filledByFlow(workspace.tiles, await standing(), wish);
    await setAll(deps, work.lane, tiles);
    if (unknown.length > 0) noteFlow(deps, beside, { unknownTiles: unknown });
    return done;
  } catch (error) {
    if (!(error instanceof CopilotFlowFailure) || context.signal.aborted) throw error;
    const { reason } = error;
    const ofFlow = (await standing()).filter(({ maker }) => maker === 'flow');
    await setAll(
      deps,
      work.lane,
      ofFlow.map((tile) => ({ ...tile, problem: reason })),
    );
    noteFlow(deps, beside, { reason });
    return { kind: 'done', info: { failed: reason } };
  }
};

const run = async (deps: CallDeps, work: Work, context: EffectContext): Promise<Outcome> => {
  const call = work.payload as CopilotCall;
  const beside = await findBeside(deps, work.lane);
  if (!beside) return done;
  if (call.kind === 'flow') return flowWork(deps, beside, { work, cause: call.cause, context });
  return modelWork(deps, beside, { work, seq: call.seq, context });
};

/** What takes its time: a lane apart from that of the rules, so that what can be shown at once is. */
export const createCopilotCallsQueue = (deps: CallDeps): EffectQueue => ({
  name: gatewayQueues.copilotCalls,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 5 ? null : Math.round(1000 * failures * (0.5 + random())),
  destination: ({ payload, org }) => (payload as { endpoint?: string }).endpoint ?? org,
  maxInFlightPerDestination: 16,
  countsLostTries: true,
  run: (work, context) => run(deps, work, context),
});
