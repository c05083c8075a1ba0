import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createDatabase, silentLog, startPostgres } from '@tandem/kit';
import { testFolder } from '@tandem/kit/testing';

/** A PostgreSQL as an operator has one: over TCP, with a user who owns a database and nothing else. */
export type TcpPostgres = AsyncDisposable & {
  readonly pid: () => Promise<number>;
  /** Makes an empty database; answers its address for DATABASE_URL. */
  readonly database: (name: string) => Promise<string>;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const user = 'tandem_app';
/** With letters that a URL has to escape. */
const password = 'p@ss:w/rd?1';

export const startTcpPostgres = async (): Promise<TcpPostgres> => {
  const folder = await testFolder({ on: 'disk' });
  const port = await freePort();
  const server = await startPostgres({
    dataDir: join(folder.path, 'data'),
    log: silentLog,
    settings: { listen_addresses: '127.0.0.1', port: String(port), fsync: 'off' },
  });
  const admin = createDatabase({
    connection: server.connection,
    schema: 'public',
    log: silentLog,
    max: 1,
  });
  await admin.query(`create role ${user} login password '${password}'`);
  return {
    async pid() {
      const [row] = await admin.query<{ pid: number }>(
        "select pg_read_file('postmaster.pid', 0, 20) as pid",
      );
      return Number.parseInt(String(row?.pid), 10);
    },
    async database(name) {
      await admin.query(`create database ${name} owner ${user}`);
      const secret = encodeURIComponent(password);
      return `postgres://${user}:${secret}@127.0.0.1:${port}/${name}`;
    },
    async [Symbol.asyncDispose]() {
      await admin.close();
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
};
