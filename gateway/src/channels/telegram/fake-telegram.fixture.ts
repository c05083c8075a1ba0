import { isFields } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from '../../testing/index.ts';

export const botToken = '123456789:AAplantedTokenOfTheTests_0123456789';

type Fields = Record<string, unknown>;
type Problem = string | null;

const fail = (status: number, description: string, parameters?: object): Deed => ({
  status,
  body: { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) },
});

const keyboardProblem = (markup: unknown): Problem => {
  if (markup === undefined) return null;
  const rows = isFields(markup) ? markup['inline_keyboard'] : null;
  if (!Array.isArray(rows) || rows.length === 0) return 'Bad Request: no keyboard';
  for (const button of rows.flat() as Fields[]) {
    if (typeof button['text'] !== 'string' || button['text'] === '')
      return 'Bad Request: BUTTON_TEXT_INVALID';
    const { url, callback_data: data } = button;
    if ((url === undefined) === (data === undefined)) return 'Bad Request: BUTTON_TYPE_INVALID';
    if (url !== undefined && !/^(https?|tg):\/\//.test(String(url)))
      return 'Bad Request: BUTTON_URL_INVALID';
    if (data !== undefined && (data === '' || Buffer.byteLength(String(data)) > 64))
      return 'Bad Request: BUTTON_DATA_INVALID';
  }
  return null;
};

const allowed: Readonly<Record<string, readonly string[]>> = {
  getMe: [],
  getWebhookInfo: [],
  setWebhook: ['url', 'secret_token', 'allowed_updates'],
  sendMessage: ['chat_id', 'message_thread_id', 'text', 'reply_markup'],
  sendPhoto: ['chat_id', 'message_thread_id', 'caption', 'photo'],
  sendDocument: ['chat_id', 'message_thread_id', 'caption', 'document'],
  sendChatAction: ['chat_id', 'message_thread_id', 'action'],
  answerCallbackQuery: ['callback_query_id'],
  getFile: ['file_id'],
};

const textProblem = ({ text }: Fields): Problem => {
  if (typeof text !== 'string' || text.trim() === '') return 'Bad Request: message text is empty';
  return text.length > 4096 ? 'Bad Request: message is too long' : null;
};

/** What the Bot API refuses, in its words. */
const problemOf = (method: string, fields: Fields, chats: ReadonlySet<string>): Problem => {
  const unknown = Object.keys(fields).find((name) => !allowed[method]?.includes(name));
  if (unknown) return `Bad Request: the field ${unknown} is not one of ${method}`;
  if (method.startsWith('send') && !chats.has(String(fields['chat_id'])))
    return 'Bad Request: chat not found';
  if (method === 'sendMessage')
    return textProblem(fields) ?? keyboardProblem(fields['reply_markup']);
  if (String(fields['caption'] ?? '').length > 1024)
    return 'Bad Request: message caption is too long';
  if (method === 'setWebhook' && !/^[\w-]{1,256}$/.test(String(fields['secret_token'])))
    return 'Bad Request: secret token contains unallowed characters';
  return null;
};

const readFields = async ({ headers, raw, body }: Received): Promise<Fields> => {
  const type = headers['content-type'] ?? '';
  if (type === 'application/json' && isFields(body)) return { ...body };
  if (!type.startsWith('multipart/form-data')) return { wrong: type };
  const form = await new Response(new Uint8Array(raw), {
    headers: { 'content-type': type },
  }).formData();
  return Object.fromEntries(form);
};

/** The Bot API, as a server of one's own that takes plain HTTP addresses where `local` is set. */
export const startFakeTelegram = async () => {
  const sent: { method: string; fields: Fields }[] = [];
  const chats = new Set<string>();
  const queries = new Set<string>();
  const files = new Map<string, Buffer>();
  /** What the next messages to a chat are answered; null: they are taken. */
  const refusals = new Map<string, (Deed | null)[]>();
  const state = { url: '', secret: '', local: true };
  const perform = (method: string, fields: Fields): Deed => {
    const ok = (result: unknown): Deed => ({ body: { ok: true, result } });
    const chat = String(fields['chat_id']);
    const [next, ...later] = (method.startsWith('send') && refusals.get(chat)) || [];
    refusals.set(chat, later);
    if (next) return next;
    if (method === 'getMe') return ok({ id: 123456789, is_bot: true, username: 'tandem_test_bot' });
    if (method === 'getWebhookInfo') return ok({ url: state.url, pending_update_count: 0 });
    if (method === 'setWebhook') {
      if (!state.local && !String(fields['url']).startsWith('https:'))
        return fail(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
      state.url = String(fields['url']);
      state.secret = String(fields['secret_token']);
      return ok(true);
    }
    if (method === 'getFile')
      return files.has(String(fields['file_id']))
        ? ok({ file_id: fields['file_id'], file_path: `documents/${fields['file_id']}` })
        : fail(400, 'Bad Request: file is too big');
    if (method === 'answerCallbackQuery')
      return queries.delete(String(fields['callback_query_id']))
        ? ok(true)
        : fail(
            400,
            'Bad Request: query is too old and response timeout expired or query ID is invalid',
          );
    sent.push({ method, fields });
    return ok(method === 'sendChatAction' ? true : { message_id: 1000 + sent.length });
  };
  const server = await startFakeServer({
    check: () => null,
    async answer(request): Promise<Deed> {
      const [, kind, token, name = '', file] =
        /^\/(bot|file\/bot)([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(request.path) ?? [];
      if (token !== botToken) return fail(401, 'Unauthorized');
      if (kind === 'file/bot') {
        const body = files.get(file ?? '');
        return body
          ? { headers: { 'content-type': 'application/octet-stream' }, body }
          : fail(404, 'Not Found');
      }
      if (!allowed[name] || request.method !== 'POST') return fail(404, 'Not Found');
      const fields = await readFields(request);
      const problem = problemOf(name, fields, chats);
      return problem ? fail(400, problem) : perform(name, fields);
    },
  });
  return {
    ...server,
    sent,
    chats,
    queries,
    files,
    refusals,
    state,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
};
