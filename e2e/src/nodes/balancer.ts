import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { ServerProcess } from '../harness/server-process.ts';

/** One address before all nodes, as operators have one. */
export type Balancer = AsyncDisposable & {
  readonly url: string;
  /** Breaks off what runs over this node, as a balancer does whose health check fails. */
  readonly drop: (node: ServerProcess) => void;
};

const firstThatAnswers = async (
  ports: readonly number[],
): Promise<{ port: number; upstream: Socket } | null> => {
  for (const port of ports) {
    const upstream = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      upstream.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    if (open) return { port, upstream };
  }
  return null;
};

/** @param nodes who is asked now, in turn by connection; one that refuses is passed over. */
export const startBalancer = async (nodes: readonly ServerProcess[]): Promise<Balancer> => {
  const links = new Set<{ port: number; ends: readonly Socket[] }>();
  let turn = 0;
  const serve = async (client: Socket) => {
    client.on('error', () => client.destroy());
    turn += 1;
    const ports = nodes.map((_, n) => (nodes[(n + turn) % nodes.length] as ServerProcess).port);
    const found = await firstThatAnswers(ports);
    if (!found) {
      client.destroy();
      return;
    }
    const { port, upstream } = found;
    const link = { port, ends: [client, upstream] };
    links.add(link);
    upstream.on('error', () => upstream.destroy());
    for (const end of link.ends)
      end.once('close', () => {
        links.delete(link);
        for (const each of link.ends) each.destroy();
      });
    client.pipe(upstream).pipe(client);
  };
  const cut = (port?: number) => {
    for (const link of links)
      if (port === undefined || link.port === port) for (const end of link.ends) end.destroy();
  };
  const server = createServer((client) => void serve(client));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drop: ({ port }) => cut(port),
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
