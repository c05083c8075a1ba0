import { flowJobOperations, flowsOperations as ops } from '@tandem/contract';
import { type Database, derivedUuid, systemIds } from '@tandem/kit';
import { silentLog, type TestClock, testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUrlSigner } from '../conversations/index.ts';
import { createSnapshots } from '../snapshots/index.ts';
import {
  callerOf,
  platformTestDatabase,
  testDirectory,
  testFlowServices,
  testPrincipal,
  testSealer,
} from '../testing/index.ts';
import { messageFlowHandlers } from './index.ts';

const [org, other] = [derivedUuid('org'), derivedUuid('other org')];
const all = [
  'architect:job:create',
  'architect:flow:add',
  'architect:flow:edit',
  'architect:flow:publish',
];
const deaf = { listen: async () => {}, notify: async () => {}, onGap: () => {} };

const file = (name: string, text: string) => `inboundShortMessage:
  name: ${name}
  states:
    - state:
        name: Start
        actions:
          - sendResponse:
              name: Say
              messageBody:
                lit: ${text}
`;

type Job = {
  id: string;
  status: string;
  presignedUrl: string;
  headers: Record<string, string>;
  messages: { type: string; text: string }[];
  flow?: { id: string };
};

describe('flow jobs', () => {
  let db: Database;
  let clock: TestClock;
  const set = () => {
    clock = testClock();
    const snapshots = createSnapshots({ db, listener: deaf, clock, log: silentLog });
    const handlers = messageFlowHandlers({
      ...{ db, snapshots, clock, ids: systemIds, sealer: testSealer },
      directory: testDirectory({}),
      audit: async () => {},
      services: testFlowServices,
      usesOf: async () => [],
      signer: createUrlSigner(Buffer.alloc(32, 1)),
    });
    const caller = (owner: string, permissions = all) =>
      callerOf(
        handlers,
        testPrincipal(owner, {
          kind: 'user',
          userId: derivedUuid('ada'),
          permissions: new Set(permissions),
        }),
      );
    const putter = handlers.find(
      ({ operation }) => operation === flowJobOperations.putFlowJobContent,
    );
    const put = async (address: string, text: string) => {
      const url = new URL(address);
      const params = { jobId: url.pathname.split('/')[4] };
      const query = Object.fromEntries(url.searchParams);
      const call = { params, query, headers: {}, address: '127.0.0.1' };
      await putter?.admit?.(call as never);
      return putter?.run({ ...call, rawBody: Buffer.from(text), correlationId: 'c' } as never);
    };
    return { call: caller(org), stranger: caller(other), caller, put };
  };
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());

  const published = async (call: ReturnType<typeof set>['call'], id: string) => {
    const { body } = await call<{ publishedVersion?: { id: string } }>(ops.getFlow, {
      params: { flowId: id },
    });
    return body.publishedVersion?.id;
  };

  it('publish the flow of a file, and the next version of it when the name is known', async () => {
    const { call, put } = set();
    const register = async () => (await call<Job>(ops.postFlowsJobs)).body;
    const read = async (id: string) =>
      (await call<Job>(ops.getFlowsJob, { params: { jobId: id } })).body;
    const first = await register();
    expect(await read(first.id)).toMatchObject({ status: 'Registered', messages: [] });
    expect(await put(first.presignedUrl, file('Greeting', 'Hello'))).toMatchObject({ status: 200 });
    const done = await read(first.id);
    expect(done).toMatchObject({ status: 'Success', command: 'Publish', messages: [] });
    expect(await published(call, done.flow?.id ?? '')).toBe('1.0');
    const second = await register();
    await put(second.presignedUrl, file('greeting', 'Hello again'));
    expect((await read(second.id)).flow).toEqual(done.flow);
    expect(await published(call, done.flow?.id ?? '')).toBe('2.0');
  });

  it('tell what keeps a file from being published', async () => {
    const { call, put } = set();
    const { body: job } = await call<Job>(ops.postFlowsJobs);
    await put(job.presignedUrl, 'inboundCall:\n  name: x\n');
    const { body } = await call<Job>(ops.getFlowsJob, { params: { jobId: job.id } });
    expect(body).toMatchObject({ status: 'Failure', messages: [{ type: 'Error' }] });
    expect(body.messages[0]?.text).toContain('inboundShortMessage');
    expect(body.flow).toBeUndefined();
  });

  it('do nothing that whoever registered them may not do', async () => {
    const { caller, put } = set();
    const clerk = caller(org, ['architect:job:create']);
    const { body: job } = await clerk<Job>(ops.postFlowsJobs);
    await put(job.presignedUrl, file('Forbidden', 'no'));
    const { body } = await clerk<Job>(ops.getFlowsJob, { params: { jobId: job.id } });
    expect(body.status).toBe('Failure');
    expect(body.messages[0]?.text).toContain('architect:flow:publish');
    const { body: list } = await clerk<{ total: number }>(ops.getFlows, {
      query: { name: 'Forbidden' },
    });
    expect(list.total).toBe(0);
  });

  it('take one file, at the address that was signed, for an hour', async () => {
    const { call, put } = set();
    const { body: job } = await call<Job>(ops.postFlowsJobs);
    const { body: late } = await call<Job>(ops.postFlowsJobs);
    const forged = job.presignedUrl.replace(/signature=./, 'signature=_');
    await expect(put(forged, file('Forged', 'x'))).rejects.toMatchObject({ status: 403 });
    const moved = job.presignedUrl.replace(job.id, late.id);
    await expect(put(moved, file('Moved', 'x'))).rejects.toMatchObject({ status: 403 });
    await put(job.presignedUrl, file('Once', 'x'));
    await expect(put(job.presignedUrl, file('Twice', 'x'))).rejects.toMatchObject({ status: 409 });
    await clock.advance(3_600_001);
    await expect(put(late.presignedUrl, file('Late', 'x'))).rejects.toMatchObject({ status: 403 });
  });

  it('take their file again after a crash in the middle', async () => {
    const { call, put } = set();
    const { body: job } = await call<Job>(ops.postFlowsJobs);
    await db.query("update flow_job set status = 'Started' where id = $1", [job.id]);
    await put(job.presignedUrl, file('Resumed', 'x'));
    const { body } = await call<Job>(ops.getFlowsJob, { params: { jobId: job.id } });
    expect(body.status).toBe('Success');
  });

  it('are nothing to another organisation, and forgotten after a week', async () => {
    const { call, stranger } = set();
    const { body: job } = await call<Job>(ops.postFlowsJobs);
    const params = { jobId: job.id };
    const missing = { status: 404 };
    await expect(stranger(ops.getFlowsJob, { params })).rejects.toMatchObject(missing);
    const none = { params: { jobId: 'none' } };
    await expect(call(ops.getFlowsJob, none)).rejects.toMatchObject(missing);
    await clock.advance(7 * 86_400_000 + 1);
    await call<Job>(ops.postFlowsJobs);
    await expect(call(ops.getFlowsJob, { params })).rejects.toMatchObject(missing);
  });
});
