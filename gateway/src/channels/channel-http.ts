import {
  type Clock,
  type Fields,
  fieldsOfJson,
  HttpCallError,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Ids,
  PublicError,
  textOf,
} from '@tandem/kit';
import { retryAfterMs } from '../bots/index.ts';
import { type ChannelContext, ChannelFailure, type OpenChannel } from './channels.model.ts';

/** What adapters are made of. */
export type ChannelHttp = {
  readonly http: HttpClient;
  /** Reads files whose addresses strangers name. */
  readonly fileHttp: Pick<HttpClient, 'request'>;
  readonly clock: Clock;
  readonly ids: Ids;
};

type Request = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body' | 'maxBytes'>;

/** One call of a vendor. @throws ChannelFailure when no answer comes */
export const callVendor = async (
  { http }: { readonly http: Pick<HttpClient, 'request'> },
  { signal, timeoutMs }: Pick<ChannelContext, 'signal' | 'timeoutMs'>,
  request: Request,
): Promise<HttpResponse> => {
  try {
    return await http.request({ ...request, timeoutMs, signal });
  } catch (error) {
    if (error instanceof HttpCallError)
      throw new ChannelFailure(error.reason === 'too-large' ? 'refused' : 'retry', error.reason);
    // A name that cannot be resolved may be a resolver that is away.
    if (error instanceof PublicError)
      throw new ChannelFailure(
        error.code === 'egress.unresolved' ? 'retry' : 'refused',
        error.message,
      );
    throw error;
  }
};

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

/** A vendor that wants to be left alone for longer is asked again all the same. */
export const mostAfterMs = 10 * 60_000;

const isPassing = (status: number) => status === 408 || status === 429 || status >= 500;

/** What an answer other than a success means; `words` are the vendor's own. */
export const statusFailure = (
  { clock }: Pick<ChannelHttp, 'clock'>,
  response: HttpResponse,
  words: string | null = null,
): ChannelFailure => {
  const { status } = response;
  const reason = words ? `${words} (HTTP ${status})` : `HTTP ${status}`;
  if (!isPassing(status)) return new ChannelFailure('refused', reason);
  return new ChannelFailure('retry', reason, retryAfterMs(response, clock.now(), mostAfterMs));
};

/** The JSON of an answer as an object; what is none is an empty one. */
export const answerOf = ({ body }: HttpResponse): Fields => fieldsOfJson(body.toString('utf8'));

/** The secret setting of that name. @throws ChannelFailure where it is missing or cannot be opened */
export const channelSecret = ({ part }: OpenChannel, name: string): string => {
  const closed = part.closed?.[name];
  if (closed)
    throw new ChannelFailure(
      closed.passing ? 'retry' : 'refused',
      `A secret cannot be opened: ${closed.reason}`,
    );
  const secret = part.secrets[name];
  if (secret === undefined) throw new ChannelFailure('refused', 'A secret is missing.');
  return secret;
};

/** The header that shows the secret of that name as a bearer token. @throws ChannelFailure as `channelSecret` does */
export const bearerOf = ({ channel }: Pick<ChannelContext, 'channel'>, name: string) => ({
  Authorization: `Bearer ${channelSecret(channel, name)}`,
});

/** What a call carries, with the headers that say what it is. */
export type VendorBody = {
  readonly body: string | Buffer;
  readonly headers: Record<string, string>;
};

export const jsonBody = (fields: object, type = 'application/json'): VendorBody => ({
  body: JSON.stringify(fields),
  headers: { 'Content-Type': type },
});

/** A setting that is an address, without a slash at its end. */
export const baseOf = ({ part }: OpenChannel, name: string, otherwise: string): string =>
  (textOf(part.settings[name]) ?? otherwise).replace(/\/+$/, '');

type FormPart = string | { readonly data: Buffer; readonly name: string; readonly type: string };

/** A multipart form as bytes, with the header that tells where its parts end. */
export const formOf = async (parts: Readonly<Record<string, FormPart>>): Promise<VendorBody> => {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts))
    if (typeof part === 'string') form.append(name, part);
    else form.append(name, new Blob([new Uint8Array(part.data)], { type: part.type }), part.name);
  const response = new Response(form);
  const body = Buffer.from(await response.arrayBuffer());
  return { body, headers: { 'Content-Type': response.headers.get('content-type') ?? '' } };
};
