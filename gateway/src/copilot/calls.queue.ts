import type { HttpClient } from '@tandem/kit';
import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
import { BotFailure, requestCompletion } from '../bots/index.ts';
import { gatewayQueues } from '../conversations/index.ts';
import { type Beside, findBeside, lookAt } from './copilot.look.ts';
import { type CopilotDeps, modelTiles } from './copilot.queue.ts';
import type { CopilotCall } from './copilot.work.ts';
import type { Seen } from './fill.rules.ts';
import { type ModelFill, modelRequest, readModelFill } from './model-fill.rules.ts';
import { listTiles, type NewTile, setTiles } from './tiles.store.ts';
import { openWorkspaceSecrets, type SecretDeps } from './workspace-secrets.ts';

export type CallDeps = CopilotDeps & SecretDeps & { readonly http: HttpClient };

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

const filled = ({ workspace }: Beside, fill: ModelFill): readonly NewTile[] =>
  Object.entries(workspace.tiles).flatMap(([tile, { type }]) => {
    const content = fill.get(type);
    return content ? [{ tile, content, maker: 'model', problem: null } as const] : [];
  });

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
    await setAll(deps, work.lane, filled(beside, fill));
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure) || context.signal.aborted) throw error;
    if (error.passing && work.attempts + 1 < attempts)
      return { kind: 'retry', reason: error.reason };
    await setAll(deps, work.lane, await withProblem(deps, beside, error.reason));
    return { kind: 'done', info: { failed: error.reason } };
  }
};

const run = async (deps: CallDeps, work: Work, context: EffectContext): Promise<Outcome> => {
  const call = work.payload as CopilotCall;
  const beside = await findBeside(deps, work.lane);
  if (!beside || call.kind !== 'model') return done;
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
