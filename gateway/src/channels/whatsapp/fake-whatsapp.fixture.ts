import { isFields } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from '../../testing/index.ts';

export const accessToken = 'EAAplantedAccessTokenOfTheTests';
export const phoneNumberId = '106540352242922';

type Fields = Record<string, unknown>;
type Problem = string | null;

/** An error as the Graph API answers it. */
export const graphError = (
  status: number,
  code: number,
  [message, details]: readonly [string, string?],
): Deed => ({
  status,
  body: {
    error: {
      ...{ message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'A1' },
      ...(details ? { error_data: { messaging_product: 'whatsapp', details } } : {}),
    },
  },
});

const of = (value: unknown): Fields => (isFields(value) ? { ...value } : {});
const between = (value: unknown, most: number) =>
  typeof value === 'string' && value.length >= 1 && value.length <= most;

const buttonsProblem = (action: Fields): Problem => {
  const buttons = action['buttons'];
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3)
    return 'Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3';
  const replies = buttons.map((button) => of(of(button)['reply']));
  if (!replies.every(({ id, title }) => between(id, 256) && between(title, 20)))
    return 'Button title length invalid. Min length: 1, Max length: 20';
  return new Set(replies.map(({ title }) => title)).size === replies.length
    ? null
    : 'Duplicated button title';
};

const listProblem = (action: Fields): Problem => {
  if (!between(action['button'], 20)) return 'Button length invalid';
  const rows = (Array.isArray(action['sections']) ? action['sections'] : []).flatMap(
    (section) => of(section)['rows'] as Fields[],
  );
  if (rows.length < 1 || rows.length > 10) return 'Total row count exceed max allowed count: 10';
  const fits = rows.every(
    ({ id, title, description }) =>
      between(id, 200) &&
      between(title, 24) &&
      (description === undefined || between(description, 72)),
  );
  return fits ? null : 'Row title is too long. Max length is 24';
};

const contentProblem = (message: Fields): Problem => {
  const type = String(message['type']);
  const content = of(message[type]);
  if (type === 'text')
    return between(content['body'], 4096)
      ? null
      : "Param text['body'] must be at most 4096 characters long.";
  if (type === 'interactive') {
    if (!between(of(content['body'])['text'], 1024))
      return 'Body text length invalid. Min length: 1, Max length: 1024';
    const action = of(content['action']);
    return content['type'] === 'button' ? buttonsProblem(action) : listProblem(action);
  }
  if (type === 'audio' && content['caption'] !== undefined)
    return 'Unexpected key "caption" on param "audio".';
  if (String(content['caption'] ?? '').length > 1024) return 'caption is too long';
  return ['image', 'video', 'audio', 'document'].includes(type) && between(content['id'], 100)
    ? null
    : 'Invalid parameter';
};

/** What the Graph API refuses of a message, in its words. */
const messageProblem = ({ headers, body }: Received): Problem => {
  const message = of(body);
  if (headers['content-type'] !== 'application/json') return 'The body is not JSON';
  if (message['messaging_product'] !== 'whatsapp')
    return 'The parameter messaging_product is required.';
  if (message['status'] === 'read')
    return between(message['message_id'], 200) ? null : 'Invalid message id';
  if (!/^\d{6,15}$/.test(String(message['to']))) return 'The parameter to is required.';
  return contentProblem(message);
};

/** The Cloud API with one phone number. */
export const startFakeWhatsApp = async () => {
  const sent: Fields[] = [];
  const read: string[] = [];
  const files = new Map<string, { data: Buffer; type: string }>();
  const uploads: { name: string; type: string; text: string }[] = [];
  const refusals = new Map<string, Deed>();
  let origin = '';
  let count = 0;
  const postMessage = (request: Received): Deed => {
    const problem = messageProblem(request);
    if (problem) return graphError(400, 100, ['Invalid parameter', problem]);
    const message = of(request.body);
    if (message['status'] === 'read') {
      read.push(String(message['message_id']));
      return { body: { success: true } };
    }
    const to = String(message['to']);
    const refusal = refusals.get(to);
    refusals.delete(to);
    if (refusal) return refusal;
    const id = `wamid.out${++count}`;
    sent.push({ ...message, id });
    return {
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: to, wa_id: to }],
        messages: [{ id }],
      },
    };
  };
  const postMedia = async ({ headers, raw }: Received): Promise<Deed> => {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data')) return graphError(400, 100, ['Invalid parameter']);
    const form = await new Response(new Uint8Array(raw), {
      headers: { 'content-type': type },
    }).formData();
    const file = form.get('file');
    if (form.get('messaging_product') !== 'whatsapp' || !(file instanceof File))
      return graphError(400, 100, ['Invalid parameter']);
    if (!/^(image\/(jpeg|png|webp)|audio\/|video\/|text\/plain|application\/)/.test(file.type))
      return graphError(400, 100, ['Param file must be a file with one of the following types']);
    uploads.push({ name: file.name, type: file.type, text: await file.text() });
    return { body: { id: `media${uploads.length}` } };
  };
  const get = (path: string): Deed => {
    if (path.startsWith(`/v23.0/${phoneNumberId}?fields=`))
      return {
        body: { verified_name: 'Shop', display_phone_number: '+1 555 078 3881', id: phoneNumberId },
      };
    const [, kind, id = ''] = /^\/(v23.0|download)\/(\w+)$/.exec(path) ?? [];
    const file = files.get(id);
    if (!file) return graphError(400, 100, ['Unsupported get request. Object does not exist']);
    if (kind === 'download') return { headers: { 'content-type': file.type }, body: file.data };
    return {
      body: {
        url: `${origin}/download/${id}`,
        mime_type: file.type,
        file_size: file.data.length,
        id,
      },
    };
  };
  const server = await startFakeServer({
    check: () => null,
    answer(request) {
      const { method, path, headers } = request;
      if (headers.authorization !== `Bearer ${accessToken}`)
        return graphError(401, 190, ['Invalid OAuth access token.']);
      if (method === 'GET') return get(path);
      if (path === `/v23.0/${phoneNumberId}/messages`) return postMessage(request);
      if (path === `/v23.0/${phoneNumberId}/media`) return postMedia(request);
      return graphError(400, 100, ['Unsupported post request.']);
    },
  });
  origin = server.origin;
  return {
    ...server,
    sent,
    read,
    files,
    uploads,
    refusals,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
};
