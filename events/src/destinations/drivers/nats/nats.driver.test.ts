import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createEgressGuard, parseEgressRule } from '@tandem/kit';
import { testFolder } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { describeDriver, org, outgoing } from '../destination-driver.suite.ts';
import type { OpenDestination } from '../driver.port.ts';
import { natsKind, subjectOf } from './nats.driver.ts';

const binary = ['/usr/sbin/nats-server', '/usr/local/bin/nats-server', '/usr/bin/nats-server'].find(
  existsSync,
);
const [user, password] = ['tandem', 'planted-nats-password'];
const patienceMs = 1_500;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const connected = async (port: number, begun = performance.now()) => {
  for (;;) {
    try {
      return await connect({
        servers: `127.0.0.1:${port}`,
        user,
        pass: password,
        reconnect: false,
      });
    } catch (error) {
      if (performance.now() - begun > 10_000) throw error;
    }
  }
};

const startNats = async () => {
  const folder = await testFolder();
  const port = await freePort();
  const config = (pass: string) =>
    writeFile(
      join(folder.path, 'nats.conf'),
      `listen: 127.0.0.1:${port}
       jetstream { store_dir: "${folder.path}/data" }
       authorization { users = [
         { user: ${user}, password: "${pass}" }
         { user: narrow, password: "narrow", permissions: { publish: ["other.>", "$JS.API.>"], subscribe: ">" } }
       ] }`,
    );
  await config(password);
  const server: ChildProcess = spawn(binary ?? '', ['-c', join(folder.path, 'nats.conf')], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const watcher = await connected(port);
  const manager = await jetstreamManager(watcher);
  await manager.streams.add({ name: 'EVENTS', subjects: ['tandem.>'] });
  const messages = async () => {
    const { state } = await manager.streams.info('EVENTS');
    const found = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1)
      found.push(await manager.streams.getMessage('EVENTS', { seq }));
    return found.flatMap((one) => one ?? []);
  };
  return {
    ...{ port, messages, config, server, watcher },
    async arrived() {
      return (await messages()).map(
        (message) =>
          (message.json() as { detail: { eventBody: { n: number } } }).detail.eventBody.n,
      );
    },
    async stop() {
      await watcher.close();
      server.kill('SIGKILL');
      await ended;
      await folder[Symbol.asyncDispose]();
    },
    async leave() {
      server.kill('SIGKILL');
      await ended;
    },
  };
};

const destinationOf = (port: number, given: Partial<OpenDestination> = {}): OpenDestination => ({
  ...{ id: 'd', org, name: 'one', envelope: 'native' },
  settings: { server: `nats://127.0.0.1:${port}`, user },
  secrets: { password },
  source: { name: `tandem/${org}/orders`, account: '', region: '' },
  ...given,
});
const open = natsKind({
  guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] }),
  patienceMs,
});
const guarded = natsKind({ guard: createEgressGuard({ allow: [] }), patienceMs });

describe.skipIf(!binary)(
  `NATS JetStream (${binary ?? 'nats-server is not installed: skipped'})`,
  () => {
    describeDriver('nats', async () => {
      const nats = await startNats();
      const destination = destinationOf(nats.port);
      const given = { ...destination, secrets: { ...destination.secrets } };
      return {
        ...{ kind: open, guarded, destination: given },
        arrived: nats.arrived,
        lock() {
          given.secrets['password'] = 'planted-wrong-password';
        },
        leave: nats.leave,
        [Symbol.asyncDispose]: nats.stop,
      };
    });

    it('keeps an event once however often it is sent, and again when it is replayed', async () => {
      const nats = await startNats();
      const driver = await open.open(destinationOf(nats.port));
      for (const _ of [1, 2, 3]) await driver.send([outgoing(1)]);
      expect(await nats.arrived()).toEqual([1]);
      await driver.send([outgoing(1, { replay: 'again' })]);
      expect(await nats.arrived()).toEqual([1, 1]);
      const [message] = await nats.messages();
      expect(message?.subject).toBe(`tandem.${org}.${outgoing(1).topicName}`);
      expect(message?.header.get('Content-Type')).toBe('application/json');
      await driver[Symbol.asyncDispose]();
      await nats.stop();
    }, 20_000);

    it('says which subject nobody takes, and what the user may not do', async () => {
      const nats = await startNats();
      const settings = { server: `nats://127.0.0.1:${nats.port}`, user };
      const lost = await open.open(
        destinationOf(nats.port, { settings: { ...settings, subject: 'other.x' } }),
      );
      expect(await lost.send([outgoing(1)])).toMatchObject({ kind: 'denied', code: 'no.stream' });
      const narrow = await open.open(
        destinationOf(nats.port, {
          settings: { ...settings, user: 'narrow' },
          secrets: { password: 'narrow' },
        }),
      );
      expect(await narrow.send([outgoing(1)])).toMatchObject({ kind: 'denied' });
      for (const driver of [lost, narrow]) await driver[Symbol.asyncDispose]();
      await nats.stop();
    }, 20_000);

    it('comes back after the server was away', async () => {
      const nats = await startNats();
      const driver = await open.open(destinationOf(nats.port));
      expect(await driver.send([outgoing(1)])).toMatchObject({ outcomes: [{ kind: 'delivered' }] });
      // The connection breaks; the next call makes a new one.
      nats.server.kill('SIGSTOP');
      expect(await driver.send([outgoing(2)])).toMatchObject({ kind: 'unavailable' });
      nats.server.kill('SIGCONT');
      expect(await driver.send([outgoing(2)])).toMatchObject({ outcomes: [{ kind: 'delivered' }] });
      expect((await nats.arrived()).toSorted()).toEqual([1, 2]);
      await driver[Symbol.asyncDispose]();
      await nats.stop();
    }, 20_000);
  },
);

describe('the driver of NATS JetStream', () => {
  it('gives up a server that takes the connection and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const driver = await open.open(destinationOf(port));
    expect(await driver.send([outgoing(1)])).toMatchObject({ kind: 'unavailable' });
    await driver[Symbol.asyncDispose]();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }, 20_000);

  it('keeps wild cards and white space out of subjects', () => {
    const event = outgoing(1, { topicName: 'v2.x.a *b>.end', key: 'k' });
    expect(subjectOf('t.{topicName}.{key}.{other}', event)).toBe('t.v2.x.a_b_.end.k.{other}');
  });
});
