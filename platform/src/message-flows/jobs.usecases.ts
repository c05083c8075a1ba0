import type { Principal } from '@tandem/contract';
import {
  type ArchitectFlow,
  createFlow,
  flowErrors,
  flowTypes,
  listFlows,
  publishVersion,
  readArchitectFlow,
  saveVersion,
} from '@tandem/flows';
import { isUuid, PublicError } from '@tandem/kit';
import type { FlowDeps } from './flow-actions.usecases.ts';
import { jobErrors } from './jobs.errors.ts';
import type { FlowJob, JobMessage } from './jobs.model.ts';
import { deleteJobsBefore, endJob, findJob, insertJob, startJob } from './jobs.store.ts';

/** Signs what an address allows. */
export type JobSigner = {
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signature: string) => boolean;
};

export type JobDeps = { readonly flows: FlowDeps; readonly signer: JobSigner };

type Address = { readonly id: string; readonly until: string; readonly signature: string };

const addressMs = 3_600_000;
const keptMs = 7 * 86_400_000;

const signed = (id: string, until: string) => `flow-job ${id} ${until}`;

/** What publishing a file takes. */
const needed = ['architect:flow:add', 'architect:flow:edit', 'architect:flow:publish'];

/** Registers a job and answers the address that its file is put to; good for an hour. */
export async function registerJob(
  { flows: { db, clock, ids }, signer }: JobDeps,
  { org, userId, clientId, permissions }: Principal,
): Promise<{ readonly id: string; readonly query: string }> {
  const now = clock.now();
  const id = ids.uuid();
  await deleteJobsBefore(db, new Date(now.getTime() - keptMs));
  await insertJob(db, {
    ...{ id, org, userId, clientId, status: 'Registered', flow: null, messages: [] },
    may: needed.filter((permission) => permissions.has(permission)),
    createdAt: now,
  });
  const until = String(now.getTime() + addressMs);
  return { id, query: `until=${until}&signature=${signer.sign(signed(id, until))}` };
}

/** @throws jobErrors.notFound (404) also for a job of another organisation */
export async function readJob({ flows: { db } }: JobDeps, org: string, id: string) {
  const job = isUuid(id) ? await findJob(db, id) : null;
  if (job?.org !== org) throw jobErrors.notFound();
  return job;
}

/** @throws jobErrors.refused (403) */
export const requireJobAddress = (
  { flows: { clock }, signer }: JobDeps,
  { id, until, signature }: Address,
): void => {
  const isGood = isUuid(id) && signer.verify(signed(id, until), signature);
  if (!isGood || Number(until) < clock.now().getTime()) throw jobErrors.refused();
};

/** Whoever registered the job, with no more than they had then. */
const byOf = ({ org, userId, clientId, may, id }: FlowJob, correlationId: string) => ({
  principal: {
    ...{ org, userId, clientId, tokenId: id, bundled: false },
    kind: userId ? ('user' as const) : ('client' as const),
    permissions: new Set(may),
  },
  correlationId,
});

const divisionOf = async ({ directory }: FlowDeps, org: string, name: string) => {
  if (name === '') return null;
  const home = await directory.homeDivision(org);
  if (home.name.toLowerCase() === name.toLowerCase()) return home.id;
  const division = isUuid(name) ? await directory.division(org, name) : null;
  if (!division) throw flowErrors.divisionUnknown({ id: name });
  return division.id;
};

/** The flow of that name is published anew, else made. @returns its id */
const publish = async (
  { flows }: JobDeps,
  job: FlowJob,
  { flow, correlationId }: { readonly flow: ArchitectFlow; readonly correlationId: string },
): Promise<string> => {
  const by = byOf(job, correlationId);
  const { name, document } = flow;
  const description = flow.description || null;
  const division = await divisionOf(flows, job.org, flow.division);
  const filter = { org: job.org, types: [flowTypes.inboundMessage], name };
  const { rows } = await listFlows(flows.db, filter, { size: 100, offset: 0 });
  const found = rows.find((row) => row.name.toLowerCase() === name.toLowerCase());
  const kind = 'inboundMessage';
  const made =
    found ?? (await createFlow(flows, by, { name, kind, description, division, document }));
  if (found) await saveVersion(flows, by, { id: found.id, document });
  await publishVersion(flows, by, { id: made.id, version: undefined, release: true });
  return made.id;
};

const problemsOf = (error: PublicError): readonly string[] => [error.message];

/**
 * Takes the file of a job and publishes what stands in it; how it ended is told by the job, not by an error.
 * @throws jobErrors.done (409)
 */
export async function takeJobFile(
  deps: JobDeps,
  { id, text, correlationId }: { readonly id: string; text: string; correlationId: string },
): Promise<void> {
  const { db, clock } = deps.flows;
  const job = await findJob(db, id);
  if (!job || !(await startJob(db, id))) throw jobErrors.done();
  const end = async (flow: string | null, texts: readonly string[]) => {
    const dateTime = clock.now().toISOString();
    const messages: JobMessage[] = texts.map((one) => ({ type: 'Error', text: one, dateTime }));
    await endJob(db, { id, flow, messages, status: flow ? 'Success' : 'Failure' });
  };
  const lacking = needed.filter((permission) => !job.may.includes(permission));
  if (lacking.length > 0) return end(null, [`Missing permissions: ${lacking.join(', ')}.`]);
  const { flow, problems } = readArchitectFlow(text);
  if (!flow) return end(null, problems);
  try {
    await end(await publish(deps, job, { flow, correlationId }), []);
  } catch (error) {
    // A fault of our own leaves the job started, and the same file may be put again.
    if (!(error instanceof PublicError) || error.status >= 500) throw error;
    await end(null, problemsOf(error));
  }
}
