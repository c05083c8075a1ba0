import { Agent, request } from 'undici';

/** POSTs JSON and reads the JSON answer, with nothing between the caller and the library: what our calls are held against. */
export const createBareHttp = (connections: number) => {
  const dispatcher = new Agent({ connections, pipelining: 1, keepAliveTimeout: 30_000 });
  return {
    async post(url: string, body: string): Promise<{ status: number; answer: unknown }> {
      const response = await request(url, {
        ...{ method: 'POST', dispatcher, body },
        headers: { 'content-type': 'application/json', accept: '*/*' },
      });
      return { status: response.statusCode, answer: await response.body.json() };
    },
    close: () => dispatcher.close(),
  };
};
