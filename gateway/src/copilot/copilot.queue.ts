import type { CopilotTileType } from '@tandem/contract';
import type { EffectQueue, Outcome, Work } from '@tandem/lanes';
import { type ChangeSession, gatewayQueues, type Wakes } from '../conversations/index.ts';
import type { CopilotWork } from '../handover/index.ts';
import { type Beside, findBeside, type LookDeps, lookAt } from './copilot.look.ts';
import type { CopilotCall } from './copilot.work.ts';
import { filledByRules } from './fill.rules.ts';
import { listTiles, type NewTile, setTiles } from './tiles.store.ts';

export type CopilotDeps = LookDeps & {
  readonly change: ChangeSession;
  readonly wakes: Pick<Wakes, 'activity'>;
};

const done: Outcome = { kind: 'done' };

/** What a model writes where there is one. */
export const modelTiles: ReadonlySet<CopilotTileType> = new Set([
  ...(['summary', 'suggestedReplies', 'sentiment'] as const),
]);

/** What flow or model have written stays until they write again: the rules only fill what is theirs. */
const ownOfRules = async (
  { db }: CopilotDeps,
  { session, workspace }: Beside,
  tiles: readonly NewTile[],
): Promise<readonly NewTile[]> => {
  const standing = new Map(
    (await listTiles(db, { session: session.id })).map(({ tile, maker }) => [tile, maker]),
  );
  return tiles.filter(({ tile, content }) => {
    const maker = standing.get(tile);
    if (maker === 'flow') return workspace.flow === null;
    return maker !== 'model' || workspace.model === null || !modelTiles.has(content.type);
  });
};

/** Nobody else is asked because an agent has written. */
const callsOf = ({ workspace }: Beside, cause: CopilotWork): readonly CopilotCall[] =>
  cause.kind === 'agent'
    ? []
    : [
        ...(workspace.flow ? [{ kind: 'flow', cause } as const] : []),
        ...(workspace.model && cause.kind !== 'input'
          ? [{ kind: 'model', seq: cause.kind === 'message' ? cause.seq : 0 } as const]
          : []),
      ];

const run = async (deps: CopilotDeps, { payload, lane }: Work): Promise<Outcome> => {
  const cause = payload as CopilotWork;
  const beside = await findBeside(deps, lane);
  if (!beside) return done;
  const { workspace } = beside;
  const tiles =
    cause.kind === 'input'
      ? []
      : await ownOfRules(deps, beside, filledByRules(workspace.tiles, await lookAt(deps, beside)));
  const changed = await deps.change(lane, async (unit) => {
    for (const call of callsOf(beside, cause)) await unit.queue(gatewayQueues.copilotCalls, call);
    return setTiles(unit.tx, unit.session, { tiles, at: unit.now });
  });
  if (changed) deps.wakes.activity(lane);
  return done;
};

/**
 * The copilot's lane: what can be filled in at once. It reacts to stored work, behind the message and apart from it, so
 * a chat never waits for it.
 */
export const createCopilotQueue = (deps: CopilotDeps): EffectQueue => ({
  name: gatewayQueues.copilot,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 10 ? null : Math.round(500 * failures * (0.5 + random())),
  destination: ({ payload, org }) => (payload as { endpoint?: string }).endpoint ?? org,
  // Each is a dozen statements: at the busiest, agents' tiles wait for customers' messages.
  maxInFlightPerDestination: 4,
  countsLostTries: true,
  run: (work) => run(deps, work),
});
