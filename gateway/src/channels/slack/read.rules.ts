import { type Fields, fieldsOf, listOf, textOf } from '@tandem/kit';
import type { InboundEvent, InboundMedia, InboundRead } from '../channels.model.ts';

/** A conversation of Slack, and the thread in it; direct messages may have none. */
export const slackPlace = (address: string): { channel: string; thread_ts?: string } => {
  const [channel = '', thread] = address.split('/');
  return { channel, ...(thread ? { thread_ts: thread } : {}) };
};

/** Slack's own marks out of a text: mentions of the app, links, and its three escapes. */
const plainOf = (text: string, bots: ReadonlySet<string>): string =>
  text
    .replaceAll(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id: string) => (bots.has(id) ? '' : whole))
    .replaceAll(/<((?:https?|mailto|tel):[^|>]+)(?:\|[^>]*)?>/g, (_whole, url: string) => url)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();

const mediaOf = (event: Fields): readonly InboundMedia[] =>
  listOf(event['files']).flatMap((one) => {
    const file = fieldsOf(one);
    const ref = textOf(file['url_private_download']) ?? textOf(file['url_private']);
    return ref ? [{ ref, name: textOf(file['name']), contentType: textOf(file['mimetype']) }] : [];
  });

/** Users that are this app: what they say is our own, and a mention of them is no word of the text. */
const botsOf = (body: Fields): ReadonlySet<string> =>
  new Set(
    listOf(body['authorizations'])
      .map(fieldsOf)
      .filter((one) => one['is_bot'] === true)
      .flatMap((one) => textOf(one['user_id']) ?? []),
  );

const isDirect = (event: Fields) =>
  event['channel_type'] === 'im' || event['channel_type'] === 'mpim';

/** In a channel every question is a thread of its own; answers go into it. */
const addressOf = (event: Fields): string | null => {
  const channel = textOf(event['channel']);
  const thread = textOf(event['thread_ts']) ?? (isDirect(event) ? null : textOf(event['ts']));
  return channel && (thread ? `${channel}/${thread}` : channel);
};

const spoken: ReadonlySet<unknown> = new Set([undefined, 'file_share', 'thread_broadcast']);

const toMessage = (event: Fields, bots: ReadonlySet<string>): InboundEvent[] => {
  const { type, subtype, bot_id: bot } = event;
  const user = textOf(event['user']);
  const ts = textOf(event['ts']);
  const address = addressOf(event);
  const isMention = type === 'app_mention';
  if ((type !== 'message' && !isMention) || !spoken.has(subtype)) return [];
  if (!user || !ts || !address || bot !== undefined || bots.has(user)) return [];
  // What people say to each other in a channel is not for the app, unless it is asked or in one of its threads.
  const continues = !isMention && !isDirect(event);
  if (continues && !textOf(event['thread_ts'])) return [];
  const text = plainOf(textOf(event['text']) ?? '', bots);
  const media = mediaOf(event);
  if (!text && media.length === 0) return [];
  // A mention is told twice, as one and as a message: what is the same is the place it stands at.
  const id = `${String(event['channel'])}:${ts}`;
  const said = { text: text || null, media, continues };
  return [{ kind: 'message', id, address, user: { id: user, name: null }, ...said }];
};

const toChoice = (payload: Fields): InboundEvent[] => {
  const user = fieldsOf(payload['user']);
  const container = fieldsOf(payload['container']);
  const channel = textOf(fieldsOf(payload['channel'])['id']) ?? textOf(container['channel_id']);
  const thread =
    textOf(container['thread_ts']) ?? textOf(fieldsOf(payload['message'])['thread_ts']);
  const id = textOf(user['id']);
  if (payload['type'] !== 'block_actions' || !channel || !id) return [];
  const address = thread ? `${channel}/${thread}` : channel;
  return listOf(payload['actions']).flatMap((one) => {
    const action = fieldsOf(one);
    const choice = textOf(action['value']);
    if (!choice) return [];
    const name = textOf(user['name']) ?? textOf(user['username']);
    const key = `action:${String(action['action_ts'])}:${String(action['action_id'])}`;
    const said = { text: null, choice, media: [], continues: true };
    return [{ kind: 'message' as const, id: key, address, user: { id, name }, ...said }];
  });
};

const parsed = (text: string | null): Fields => {
  try {
    return fieldsOf(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
};

/** Reads what Slack delivers: events, presses of buttons (as a form), and the check of the address. */
export const readSlack = (rawBody: Buffer, contentType: string): InboundRead => {
  const raw = rawBody.toString('utf8');
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return { events: toChoice(parsed(new URLSearchParams(raw).get('payload'))) };
  const body = parsed(raw);
  if (body['type'] === 'url_verification')
    return { events: [], reply: { status: 200, body: { challenge: body['challenge'] } } };
  if (body['type'] !== 'event_callback') return { events: [] };
  return { events: toMessage(fieldsOf(body['event']), botsOf(body)) };
};
