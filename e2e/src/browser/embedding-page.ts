import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop's own server: another origin than Tandem's, with a strict policy for its pages. */
export type EmbeddingPage = AsyncDisposable & { readonly origin: string };

const pageOf = ({ script, endpoint }: { script: string; endpoint: string }) => `<!doctype html>
<html lang="en"><head><title>Shop</title></head><body><main><h1>Shop</h1></main>
<script src="${script}" data-endpoint="${endpoint}"></script></body></html>`;

/** Serves a page with the chat of an endpoint. @param site address of Tandem */
export const startEmbeddingPage = async (
  site: string,
  endpoint: string,
): Promise<EmbeddingPage> => {
  const socket = site.replace(/^http/, 'ws');
  const policy = `default-src 'none'; script-src ${site}; connect-src ${site} ${socket}; img-src ${site} blob: data:`;
  const html = pageOf({ script: `${site}/widget/tandem-widget.js`, endpoint });
  const server = createServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
      .end(html),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};
