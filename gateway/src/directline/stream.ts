import { directLineOperations } from '@tandem/contract';
import type { Clock } from '@tandem/kit';
import { findSession, nextStreamEpoch, parseWatermark } from '../conversations/index.ts';
import type { CallerDeps } from './caller.ts';
import { createShow } from './shown.ts';
import type { StreamHub, StreamSocket } from './stream-hub.ts';

export type StreamRequest = {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
};

export type StreamAnswer =
  | { readonly status: number; readonly message: string }
  | { readonly onSocket: (socket: StreamSocket) => void };

/** One kind of socket for the server to serve. */
export type StreamHandler = {
  readonly path: string;
  readonly accept: (request: StreamRequest) => Promise<StreamAnswer>;
};

const refuse = (status: number, message: string) => ({ status, message });

/** The addresses of streams are authorised by themselves: browsers cannot send headers with a socket. */
export const directLineStreams = (
  deps: CallerDeps & { readonly hub: StreamHub; readonly clock: Clock },
): readonly StreamHandler[] => {
  const accept = async ({ params, query }: StreamRequest): Promise<StreamAnswer> => {
    const claims = deps.tokens.readStream(query.get('t') ?? '');
    if (!claims || claims.conversationId !== params['conversationId'])
      return refuse(403, 'The stream address is not valid any more.');
    const session = await findSession(deps.db, claims.conversationId);
    if (!session) return refuse(404, 'The conversation is not known.');
    if (!(await deps.directory.byId(session.endpointId))?.active)
      return refuse(404, 'The endpoint is not active.');
    const given = query.get('watermark');
    // Without a watermark only what is newer than now is sent.
    const watermark = given === null ? session.lastSeq : parseWatermark(given);
    const epoch = await nextStreamEpoch(deps.db, session.id);
    const show = createShow(deps, { session, origin: claims.origin });
    return { onSocket: (socket) => deps.hub.attach(socket, { session, epoch, watermark, show }) };
  };
  const { path } = directLineOperations.stream;
  return [path, `/endpoints/{endpointToken}${path}`].map((each) => ({ path: each, accept }));
};
