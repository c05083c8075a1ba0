import type { HttpClient, HttpRequest } from '@tandem/kit';
import { systemClock, systemIds } from '@tandem/kit';
import { expect, it } from 'vitest';
import { createChannels } from './adapters.ts';
import type { ChannelContext } from './channels.model.ts';
import { loadOutbound } from './outbound-media.ts';

it('files that bots, agents and webhooks name are read as files of strangers', async () => {
  const asked: string[] = [];
  const fileHttp = {
    async request({ url }: HttpRequest) {
      asked.push(url);
      return { status: 200, headers: { 'content-type': 'image/png' }, body: Buffer.from('p') };
    },
  };
  const http: HttpClient = {
    request: () => Promise.reject(new Error('reaches private hosts')),
    close: async () => {},
  };
  const signal = new AbortController().signal;
  const url = 'http://10.0.0.1/a.png';
  const media = { url, name: 'a.png', contentType: 'image/png' };
  const deps = { fileHttp, http, maxUploadBytes: 10 } as unknown as Parameters<
    typeof loadOutbound
  >[0];
  await loadOutbound(deps, { media, signal, timeoutMs: 1000 });
  const channels = createChannels({ http, fileHttp, clock: systemClock, ids: systemIds });
  const context = { signal, timeoutMs: 1000 } as unknown as ChannelContext;
  await channels
    .get('webhook')
    ?.fetchMedia(context, { ref: `${url}?in`, name: 'a.png', contentType: null } as never, 10);
  expect(asked).toEqual([url, `${url}?in`]);
});
