import { derivedUuid, type HttpClient, type Log } from '@tandem/kit';
import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
import { BotFailure, requestCompletion } from '../bots/index.ts';
import { gatewayQueues, insertHop, type Wakes } from '../conversations/index.ts';
import type { CopilotWork } from '../handover/index.ts';
import { isModelAskedAgain } from './calls.store.ts';
import {
  type Beside,
  findBeside,
  type LookDeps,
  lastTalk,
  lookUp,
  seenOf,
  wordsOf,
} from './copilot.look.ts';
import type { CopilotCall } from './copilot.work.ts';
import type { Seen } from './fill.rules.ts';
import { filledByFlow } from './flow-fill.rules.ts';
import { CopilotFlowFailure, type FlowRunDeps, runCopilotFlow } from './flow-run.ts';
import {
  filledByModel,
  type ModelFill,
  modelRequest,
  notFilledByModel,
  readModelFill,
} from './model-fill.rules.ts';
import { findInput, type NewTile } from './tiles.store.ts';
import { openWorkspaceSecrets, type SecretDeps } from './workspace-secrets.ts';

export type CallDeps = LookDeps &
  SecretDeps &
  FlowRunDeps & {
    readonly http: HttpClient;
    readonly log: Log;
    readonly wakes: Pick<Wakes, 'activity'>;
  };

const done: Outcome = { kind: 'done' };
/** Nobody waits longer for an advice. */
const mostMs = 20_000;
const attempts = 2;

const setAll = async (deps: CallDeps, lane: number, tiles: readonly NewTile[]): Promise<void> => {
  if (await deps.copilotReads.setTiles(lane, tiles)) deps.wakes.activity(lane);
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

/** What a model is given to see; null when the customer has said more since, for which work stands behind this. */
const seenByModel = async (
  deps: CallDeps,
  beside: Beside,
  { work, seq }: { readonly work: Work; readonly seq: number },
): Promise<Seen | null> => {
  const { copilotReads } = deps;
  const { session } = beside;
  const [{ lines }, asked] = await Promise.all([
    lastTalk(deps, session),
    copilotReads.asked(session.id),
  ]);
  const last = lines.findLast(({ from }) => from === 'customer')?.seq ?? 0;
  // Not every word brings work: those behind the end of a handover do not.
  if (seq > 0 && last > seq && (await isModelAskedAgain(deps.db, work))) return null;
  const known = await lookUp(deps, beside, wordsOf({ lines }, asked));
  return seenOf(deps, beside, { lines, asked, ...known });
};

/** A model failed: the tiles say so, and the chat has not noticed. */
const modelWork = async (
  deps: CallDeps,
  beside: Beside,
  { work, seq, context }: { work: Work; seq: number; context: EffectContext },
): Promise<Outcome> => {
  const seen = await seenByModel(deps, beside, { work, seq });
  if (!seen) return done;
  const { session, workspace } = beside;
  const key = `copilot/${session.conversationId}/${work.id}`;
  const stored = () => deps.copilotReads.tiles(session.id);
  try {
    const fill = await askModel(deps, beside, { seen, key, context });
    await setAll(deps, work.lane, filledByModel(workspace, await stored(), fill));
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure) || context.signal.aborted) throw error;
    const { reason } = error;
    if (error.passing && work.attempts + 1 < attempts) return { kind: 'retry', reason };
    const tiles = notFilledByModel(workspace, await stored(), { seen, problem: reason });
    await setAll(deps, work.lane, tiles);
    return { kind: 'done', info: { failed: reason } };
  }
};

const noteFlow = ({ db, clock, log }: CallDeps, { session }: Beside, detail: object) => {
  const hop = { kind: 'bot', summary: 'copilot flow', ok: false, detail: { ...detail } };
  insertHop(db, session, { hop, at: clock.now() }).catch((error) =>
    log.warn({ err: error }, 'timeline entry lost'),
  );
};

/**
 * What a flow is given to see. A run stands for one message: it sees that one's words and what was said before, however
 * much has come since.
 */
const seenByFlow = async (deps: CallDeps, beside: Beside, cause: CopilotWork): Promise<Seen> => {
  const { session } = beside;
  const seq = cause.kind === 'message' ? cause.seq : undefined;
  const [{ lines }, asked] = await Promise.all([
    lastTalk(deps, session, seq),
    deps.copilotReads.asked(session.id),
  ]);
  const own = lines.find((line) => line.seq === seq)?.text ?? '';
  const words = seq === undefined ? wordsOf({ lines }, asked) : [own];
  // What is found only tells which words are meant.
  const known =
    words.length > 1 ? await lookUp(deps, beside, words) : { query: words[0] ?? '', hits: [] };
  return seenOf(deps, beside, { lines, asked, ...known });
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
  const seen = await seenByFlow(deps, beside, cause);
  const id = derivedUuid('copilot', session.conversationId, String(work.id));
  const stored = () => deps.copilotReads.tiles(session.id);
  try {
    const wish = await runCopilotFlow(deps, workspace.flow, {
      ...{ beside, seen, cause, input, id, signal: context.signal },
    });
    const { tiles, unknown } = filledByFlow(workspace.tiles, await stored(), wish);
    await setAll(deps, work.lane, tiles);
    if (unknown.length > 0) noteFlow(deps, beside, { unknownTiles: unknown });
    return done;
  } catch (error) {
    if (!(error instanceof CopilotFlowFailure) || context.signal.aborted) throw error;
    const { reason } = error;
    const ofFlow = (await stored()).filter(({ maker }) => maker === 'flow');
    const tiles = ofFlow.map((tile) => ({ ...tile, problem: reason }));
    await setAll(deps, work.lane, tiles);
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

/** What takes its time: a lane apart, in which nothing that is shown at once waits. */
export const createCopilotCallsQueue = (deps: CallDeps): EffectQueue => ({
  name: gatewayQueues.copilotCalls,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 5 ? null : Math.round(1000 * failures * (0.5 + random())),
  destination: ({ payload, org }) => (payload as { endpoint?: string }).endpoint ?? org,
  maxInFlightPerDestination: 32,
  countsLostTries: true,
  run: (work, context) => run(deps, work, context),
});
