import { type ConversationReason, limits } from '@tandem/contract';
import { type Clock, type Database, type HttpClient, isInfected, isScanAway } from '@tandem/kit';
import {
  type EffectContext,
  type EffectQueue,
  fixed,
  type Outcome,
  type SettledWork,
  type Work,
} from '@tandem/lanes';
import {
  type FileOutcome,
  findKeptFile,
  type KeptFile,
  keepFile,
  noteFile,
} from '../conversations/index.ts';
import { isStorageAway, type MediaStorages } from '../media-storage/index.ts';
import {
  droppedOf,
  type FileFetchPayload,
  fileFetchQueue,
  leftOf,
  type Verdict,
  verdictOnAnswer,
  verdictOnError,
} from './file-fetch.rules.ts';
import type { IntegrationConfig, IntegrationConfigs } from './integration-config.ts';

export type FileFetchDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly http: Pick<HttpClient, 'request'>;
  readonly configs: IntegrationConfigs;
  readonly storages: MediaStorages;
};

const retries = 5;
const timeoutMs = 20_000;
const most = limits.attachmentBytes;

const payloadOf = (work: Work) => work.payload as FileFetchPayload;

const read = async (
  { http }: FileFetchDeps,
  { mediaTypes }: IntegrationConfig,
  { payload, context }: { payload: FileFetchPayload; context: EffectContext },
): Promise<Verdict> => {
  try {
    const answer = await http.request({
      method: 'GET',
      url: payload.url,
      timeoutMs: Math.min(timeoutMs, context.budgetMs),
      maxBytes: most,
      signal: context.signal,
    });
    return verdictOnAnswer(payload, answer, { mediaTypes, most });
  } catch (error) {
    return verdictOnError(payload, error, most);
  }
};

/** Keeps what was fetched; a storage that does not answer is tried again as an address is. */
const keep = async (
  deps: FileFetchDeps,
  work: Work,
  file: { readonly bytes: Buffer; readonly mime: string },
): Promise<
  | { readonly kept: KeptFile }
  | { readonly dropped: ConversationReason }
  | { readonly retry: string }
> => {
  const { id, conversationId, communicationId, filename: name } = payloadOf(work);
  try {
    const whose = { id, org: work.org, conversationId, communicationId, name };
    return { kept: await keepFile(deps, whose, file) };
  } catch (error) {
    if (isStorageAway(error) || isScanAway(error)) return { retry: error.message };
    if (isInfected(error)) return droppedOf(payloadOf(work), error.message);
    throw error;
  }
};

const outcomeOf = async (
  deps: FileFetchDeps,
  work: Work,
  context: EffectContext,
): Promise<FileOutcome | { readonly retry: string } | null> => {
  const payload = payloadOf(work);
  const { id } = payload;
  const known = await findKeptFile(deps.db, id);
  if (known) return { id, kept: known };
  const config = await deps.configs(payload.integrationId);
  if (!config) return null;
  const verdict =
    work.attempts > retries
      ? leftOf(payload, 'the nodes that fetched it ended in the middle of it')
      : await read(deps, config, { payload, context });
  const outcome = 'keep' in verdict ? await keep(deps, work, verdict.keep) : verdict;
  if (!('retry' in outcome)) return { id, ...outcome };
  return work.attempts >= retries ? { id, ...leftOf(payload, outcome.retry) } : outcome;
};

const attempt = async (
  deps: FileFetchDeps,
  work: Work,
  context: EffectContext,
): Promise<Outcome> => {
  const outcome = await outcomeOf(deps, work, context);
  if (outcome && 'retry' in outcome) return { kind: 'retry', reason: outcome.retry };
  return { kind: 'done', info: outcome };
};

/** The effect queue that fetches files of customers, in order per thread, and writes on the message what became of them. */
export const createFileFetchQueue = (deps: FileFetchDeps): EffectQueue => ({
  name: fileFetchQueue,
  mode: 'effect',
  retry: fixed({ retries, everyMs: 5_000 }),
  destination: (work) => payloadOf(work).integrationId,
  // Each may take up to 25 MiB of memory.
  maxInFlightPerDestination: 4,
  countsLostTries: true,
  run: (work, context) => attempt(deps, work, context),
  async onSettled(tx, settled: readonly SettledWork[]) {
    for (const { work, outcome } of settled) {
      const info = outcome.info as FileOutcome | null | undefined;
      const { messageId } = payloadOf(work);
      if (outcome.kind === 'done' && info) await noteFile(tx, { org: work.org, messageId }, info);
    }
  },
});
