import { readAttachment } from '../directline/index.ts';
import { readFileUrl } from '../file-links.rules.ts';
import { callVendor, isSuccess } from './channel-http.ts';
import { ChannelFailure, type LoadedFile, type OutboundMedia } from './channels.model.ts';
import type { OutboundQueueDeps } from './outbound.queue.ts';

type Wanted = {
  readonly media: OutboundMedia;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
};

const bytesOf = (text: string, base64: boolean, name: string): Buffer => {
  if (base64) return Buffer.from(text, 'base64');
  try {
    return Buffer.from(decodeURIComponent(text));
  } catch {
    throw new ChannelFailure('refused', `The address of the file ${name} cannot be read.`);
  }
};

/** @throws ChannelFailure */
const fromData = ({ url, name, contentType }: OutboundMedia): LoadedFile | null => {
  const found = /^data:([^;,]*)(;base64)?,(.*)$/s.exec(url);
  if (!found) return null;
  const [, type, base64, text = ''] = found;
  return { name, contentType: type || contentType, data: bytesOf(text, Boolean(base64), name) };
};

/** The bytes of a file that goes to a customer: one kept here, or one elsewhere through the egress guard. */
export const loadOutbound = async (
  deps: OutboundQueueDeps,
  { media, signal, timeoutMs }: Wanted,
): Promise<LoadedFile> => {
  const own = readFileUrl(media.url);
  if (own && deps.tokens.verifyFile(own.id, own.signature)) {
    const file = await readAttachment(deps.db, own.id);
    if (file) return { ...file, name: media.name };
  }
  const inline = fromData(media);
  if (inline) return inline;
  const asked = { method: 'GET', url: media.url, maxBytes: deps.maxUploadBytes };
  const response = await callVendor({ http: deps.fileHttp }, { signal, timeoutMs }, asked);
  if (!isSuccess(response))
    throw new ChannelFailure(
      response.status >= 500 ? 'retry' : 'refused',
      `The file ${media.name} cannot be fetched: HTTP ${response.status}`,
    );
  const told = [response.headers['content-type']].flat()[0]?.split(';')[0]?.trim();
  const contentType = media.contentType.includes('*')
    ? (told ?? 'application/octet-stream')
    : media.contentType;
  return { name: media.name, contentType, data: response.body };
};
