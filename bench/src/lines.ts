import { type Line, openLine } from './load.ts';

type BenchRequest = {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
};

/** Kept-alive connections for many small requests: what measures shares the processor with what it measures. */
export type Lines = {
  /** @throws Error where the answer is no success */
  readonly send: (request: BenchRequest) => Promise<void>;
  readonly close: () => void;
};

const bytesOf = (port: number, { method, path, token, body }: BenchRequest): Buffer => {
  const text = JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
};

export const openLines = async (port: number, count: number): Promise<Lines> => {
  const free = await Promise.all(Array.from({ length: count }, () => openLine(port)));
  const all = new Set(free);
  const waiting: ((line: Line) => void)[] = [];
  const give = (line: Line) => {
    const next = waiting.shift();
    if (next) next(line);
    else free.push(line);
  };
  const taken = async (): Promise<Line> => {
    const line = free.pop() ?? (await new Promise<Line>((resolve) => waiting.push(resolve)));
    if (line.isOpen()) return line;
    all.delete(line);
    const again = await openLine(port);
    all.add(again);
    return again;
  };
  return {
    async send(request) {
      const bytes = bytesOf(port, request);
      const line = await taken();
      const status = await line.send(bytes);
      give(line);
      if (status < 200 || status > 299)
        throw new Error(`${request.method} ${request.path}: ${status}`);
    },
    close() {
      for (const line of all) line.close();
    },
  };
};
