import { isFields } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from '../../testing/index.ts';

export const slackToken = 'xoxb-planted-token-of-the-tests';

type Fields = Record<string, unknown>;
const of = (value: unknown): Fields => (isFields(value) ? { ...value } : {});
const fail = (error: string): Deed => ({ body: { ok: false, error } });

const blockProblem = (block: Fields): string | null => {
  if (block['type'] === 'section') {
    const text = String(of(block['text'])['text'] ?? '');
    return text.length >= 1 && text.length <= 3000 ? null : 'invalid_blocks';
  }
  const elements = block['elements'];
  if (block['type'] !== 'actions' || !Array.isArray(elements)) return 'invalid_blocks';
  if (elements.length < 1 || elements.length > 25) return 'invalid_blocks';
  const ids = new Set(elements.map((one) => of(one)['action_id']));
  const fits = elements.map(of).every(({ type, text, value, url, action_id: id }) => {
    const title = String(of(text)['text'] ?? '');
    const holds = url !== undefined || (typeof value === 'string' && value.length <= 2000);
    return (
      type === 'button' &&
      title.length >= 1 &&
      title.length <= 75 &&
      holds &&
      String(id).length <= 255
    );
  });
  return fits && ids.size === elements.length ? null : 'invalid_blocks';
};

const postProblem = (message: Fields, channels: ReadonlySet<string>): string | null => {
  if (!channels.has(String(message['channel']))) return 'channel_not_found';
  const { text, blocks } = message;
  if (typeof text !== 'string' || text === '') return 'no_text';
  if (text.length > 40_000) return 'msg_too_long';
  // A mark that nobody meant: the customer's words were not escaped.
  if (/<(?!@|#|!|https?:)/.test(text)) return 'invalid_arguments';
  if (blocks === undefined) return null;
  return Array.isArray(blocks)
    ? (blocks.map((block) => blockProblem(of(block))).find(Boolean) ?? null)
    : 'invalid_blocks';
};

const fieldsOfRequest = ({ headers, raw, body }: Received): Fields =>
  headers['content-type'] === 'application/x-www-form-urlencoded'
    ? Object.fromEntries(new URLSearchParams(raw.toString('utf8')))
    : of(body);

/** The Web API of Slack, as one app of one workspace has it. */
export const startFakeSlack = async () => {
  const posted: Fields[] = [];
  const shared: Fields[] = [];
  const channels = new Set<string>();
  const uploads = new Map<string, { name: string; length: number; data: Buffer | null }>();
  const files = new Map<string, Buffer>();
  const refusals = new Map<string, Deed>();
  let origin = '';
  const methods: Readonly<Record<string, (fields: Fields, request: Received) => Deed>> = {
    'auth.test': () => ({
      body: { ok: true, user: 'tandem', team: 'Shop', user_id: 'UBOT', bot_id: 'B1' },
    }),
    'chat.postMessage'(message) {
      const channel = String(message['channel']);
      const refusal = refusals.get(channel);
      refusals.delete(channel);
      if (refusal) return refusal;
      const problem = postProblem(message, channels);
      if (problem) return fail(problem);
      posted.push(message);
      return {
        body: { ok: true, channel, ts: `1700000001.${String(posted.length).padStart(6, '0')}` },
      };
    },
    'files.getUploadURLExternal'({ filename, length }, { headers }) {
      // This method takes no JSON.
      if (headers['content-type'] !== 'application/x-www-form-urlencoded')
        return fail('invalid_arguments');
      if (!filename || !Number(length)) return fail('invalid_arguments');
      const id = `F${uploads.size + 1}`;
      uploads.set(id, { name: String(filename), length: Number(length), data: null });
      return { body: { ok: true, upload_url: `${origin}/upload/${id}`, file_id: id } };
    },
    'files.completeUploadExternal'(fields) {
      const list = Array.isArray(fields['files']) ? fields['files'].map(of) : [];
      if (!channels.has(String(fields['channel_id']))) return fail('invalid_channel');
      if (list.length === 0 || !list.every(({ id }) => uploads.get(String(id))?.data))
        return fail('file_not_found');
      shared.push(fields);
      return { body: { ok: true, files: list } };
    },
  };
  const server = await startFakeServer({
    check: () => null,
    answer(request): Deed {
      const { path, headers, raw, method } = request;
      const upload = uploads.get(path.replace('/upload/', ''));
      if (upload) {
        if (raw.length !== upload.length) return { status: 400 };
        upload.data = raw;
        return { body: 'OK' };
      }
      if (headers.authorization !== `Bearer ${slackToken}`) return fail('invalid_auth');
      const file = files.get(path);
      if (method === 'GET')
        return file ? { headers: { 'content-type': 'image/png' }, body: file } : { status: 404 };
      const call = methods[path.replace('/api/', '')];
      return call ? call(fieldsOfRequest(request), request) : fail('unknown_method');
    },
  });
  origin = server.origin;
  return {
    ...server,
    posted,
    shared,
    channels,
    uploads,
    files,
    refusals,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
};
