import { checkInputs, type PublishedFlow, type Values } from '@tandem/flows';
import type { Transaction } from '@tandem/kit';
import { type CommittedWork, enqueueWork } from '@tandem/lanes';
import type { AutomationDeps } from './automation.deps.ts';
import { automationErrors } from './automation.errors.ts';
import {
  automationQueue,
  type FlowHead,
  laneOf,
  type NewRun,
  type Run,
  type RunLabel,
  type RunWork,
  type Starter,
} from './automation.model.ts';
import { countOpenRuns, findRun, findRunByToken, insertRun } from './runs.store.ts';
import { masked } from './values.rules.ts';

/** Runs of one flow that have not ended: more of them are a mistake, and would wait for one another. */
export const maxOpenRuns = 1_000;

/** What a run is started with beside its flow. */
export type Beginning = Pick<
  Run,
  'org' | 'origin' | 'startedBy' | 'cause' | 'token' | 'depth' | 'eventDepth'
> & {
  /** Of a bot flow: the conversation it runs in. */
  readonly of?: Pick<Run, 'session' | 'conversation'>;
  readonly inputs: Values;
  readonly label: string | null;
  readonly published: PublishedFlow;
};

/** The automation flow of that id. @throws automationErrors.notFound, notAutomation, inactive */
const needFlow = async (
  { flows }: Pick<AutomationDeps, 'flows'>,
  { org, flowId }: { readonly org: string; readonly flowId: string },
): Promise<FlowHead> => {
  const head = await flows.head(org, flowId);
  if (!head) throw automationErrors.notFound();
  const { name, kind } = head;
  if (kind !== 'automation') throw automationErrors.notAutomation({ name, kind });
  if (!head.active) throw automationErrors.inactive({ name });
  return head;
};

/** Makes a run ready to be stored: inputs are checked and sealed. @throws automationErrors.inputUnknown, inputInvalid */
export const prepareRun = async (
  { ids, clock, sealing }: Pick<AutomationDeps, 'ids' | 'clock' | 'sealing'>,
  { id: flow, name: flowName }: FlowHead,
  { published, ...beginning }: Beginning,
): Promise<NewRun> => {
  const { inputs, of = { session: null, conversation: null }, ...named } = beginning;
  checkInputs(published.flow, inputs, automationErrors);
  const uid = ids.uuid();
  return {
    ...named,
    ...of,
    uid,
    flow,
    flowName,
    version: published.version,
    inputs: masked(published.flow, inputs),
    inputsSealed: await sealing.sealInputs({ org: named.org, uid }, inputs),
    createdAt: clock.now(),
  };
};

/** Stores a prepared run with its first work. Null: it was started under its token before. */
export const storeRun = async (
  tx: Transaction,
  prepared: NewRun,
): Promise<{ readonly run: Run; readonly work: readonly CommittedWork[] } | null> => {
  const run = await insertRun(tx, prepared);
  if (!run) return null;
  const payload: RunWork = { rev: run.revision };
  const { org, part, id } = run;
  const work = await enqueueWork(tx, [
    { org, part, lane: laneOf(id), queue: automationQueue, payload },
  ]);
  return { run, work };
};

/** A repeated start answers the first run; another start under its key is refused. */
const firstStart = async (deps: AutomationDeps, prepared: NewRun, inputs: Values): Promise<Run> => {
  const first = await findRunByToken(deps.db, prepared);
  if (!first) throw automationErrors.keyReused();
  const before = await deps.sealing.openInputs(first);
  const same = JSON.stringify(before) === JSON.stringify(inputs) && first.cause === prepared.cause;
  if (!same) throw automationErrors.keyReused();
  return first;
};

const begin = async (deps: AutomationDeps, head: FlowHead, beginning: Beginning): Promise<Run> => {
  const { db, lanes } = deps;
  const prepared = await prepareRun(deps, head, beginning);
  const { org, flow } = prepared;
  if ((await countOpenRuns(db, { org, flow, limit: maxOpenRuns })) >= maxOpenRuns)
    throw automationErrors.busy({ limit: String(maxOpenRuns) });
  const stored = await db.transaction((tx) => storeRun(tx, prepared));
  if (!stored) return firstStart(deps, prepared, beginning.inputs);
  lanes().committed(stored.work);
  return stored.run;
};

export type StartRequest = {
  readonly org: string;
  readonly flowId: string;
  /** `Live`, else `Latest`, when left out. */
  readonly label?: RunLabel | undefined;
  readonly inputs: Values;
  /** Inputs that the flow does not know are left out instead of refused. */
  readonly dropUnknown?: boolean;
  readonly origin: 'hand' | 'api';
  readonly startedBy: Starter | null;
  /** Of the caller: the same start again answers the same run. */
  readonly token: string | null;
  /** Executions that led to this start, each started by the one before. */
  readonly depth: number;
};

/** The version to run, with the label that led to it. */
export const labelled = async (
  { flows }: Pick<AutomationDeps, 'flows'>,
  asked: { readonly org: string; readonly flowId: string; readonly label?: RunLabel | undefined },
): Promise<{ readonly label: RunLabel; readonly published: PublishedFlow } | null> => {
  const labels = asked.label ? [asked.label] : (['Live', 'Latest'] as const);
  for (const label of labels) {
    const published = await flows.find(asked.org, asked.flowId, label);
    if (published) return { label, published };
  }
  return null;
};

const knownInputs = ({ flow }: PublishedFlow, inputs: Values): Values => {
  const known = new Set(
    flow.document.variables.filter(({ input }) => input).map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => known.has(name)));
};

/**
 * Starts a run; it is stored when this returns.
 * @throws automationErrors.notFound, notAutomation, inactive, notPublished, inputUnknown, inputInvalid, keyReused, busy
 */
export const startRun = async (deps: AutomationDeps, request: StartRequest): Promise<Run> => {
  const { flowId, label, dropUnknown, ...rest } = request;
  const head = await needFlow(deps, { org: rest.org, flowId });
  const found = await labelled(deps, { org: rest.org, flowId, label });
  if (!found) throw automationErrors.notPublished({ name: head.name, label: label ?? 'Latest' });
  const inputs = dropUnknown ? knownInputs(found.published, rest.inputs) : rest.inputs;
  return begin(deps, head, { ...rest, inputs, ...found, cause: null, eventDepth: 0 });
};

export type RerunRequest = Pick<
  StartRequest,
  'org' | 'flowId' | 'startedBy' | 'token' | 'depth'
> & {
  readonly executionId: string;
};

/** Runs a run again: the same version with the same inputs. @throws as startRun, and automationErrors.versionGone */
export const rerunRun = async (deps: AutomationDeps, request: RerunRequest): Promise<Run> => {
  const { org, flowId, executionId, startedBy, token, depth } = request;
  const head = await needFlow(deps, { org, flowId });
  const run = await findRun(deps.db, { org, flow: flowId, uid: executionId });
  if (!run) throw automationErrors.notFound();
  const { version } = run;
  const published = await deps.flows.version(org, flowId, version);
  if (!published) throw automationErrors.versionGone({ version: String(version) });
  return begin(deps, head, {
    ...{ org, startedBy, token, cause: run.uid, depth, origin: 'rerun' as const },
    eventDepth: 0,
    published,
    label: run.label,
    inputs: await deps.sealing.openInputs(run),
  });
};
