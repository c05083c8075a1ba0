import { isFields } from '@tandem/kit';
import { type Deed, type Received, type Reply, startFakeServer } from './fake-server.ts';

export const directLineSecret = 'planted.secret-of-the.tests';

type Activity = Readonly<Record<string, unknown>>;

/** What goes wrong with a request: before anything is done, or after all of it is done. */
export type Fault = { readonly when: 'before' | 'after'; readonly deed: Deed };

const root = '/v3/directline';
const activitiesPath = /^\/v3\/directline\/conversations\/([^/]+)\/activities$/;

const activityProblem = (body: unknown): string | null => {
  if (!isFields(body)) return 'the activity is no object';
  if (body['type'] !== 'message' && body['type'] !== 'event') return 'unknown type of activity';
  if (body['type'] === 'event' && typeof body['name'] !== 'string') return 'an event without name';
  if (body['type'] === 'message' && typeof body['text'] !== 'string') return 'the text is no text';
  const { from } = body;
  return isFields(from) && typeof from['id'] === 'string' ? null : 'from nobody';
};

const userProblem = (body: unknown): string | null => {
  const user = isFields(body) ? body['user'] : null;
  const id = isFields(user) ? String(user['id']) : '';
  return id.startsWith('dl_') ? null : 'a user id must begin with dl_';
};

const problemOf = ({ method, path, headers, body }: Received): string | null => {
  const { pathname, searchParams } = new URL(path, 'http://directline');
  if (!/^Bearer \S+$/.test(String(headers.authorization))) return 'no bearer';
  if (body !== undefined && headers['content-type'] !== 'application/json') return 'not JSON';
  const operation = `${method} ${pathname}`;
  if (operation === `POST ${root}/tokens/generate`) return userProblem(body);
  if (operation === `POST ${root}/conversations`) return userProblem(body);
  if (!activitiesPath.test(pathname)) return 'no such operation';
  if (method === 'POST') return activityProblem(body);
  if (method !== 'GET' || body !== undefined) return 'no such operation';
  const watermark = searchParams.get('watermark');
  return watermark === null || /^\d+$/.test(watermark) ? null : 'no watermark of this server';
};

type Options = {
  /** What the bot says to an activity of the user. */
  readonly bot?: (activity: Activity) => readonly Activity[];
  /** What the bot says to whoever opens a conversation. */
  readonly greeting?: string;
  readonly fault?: (request: Received) => Fault | null;
};

/** A Direct Line server with a bot behind it: tokens, conversations and activities with watermarks, as version 3.0. */
export const startFakeDirectLine = async ({
  bot = () => [],
  greeting,
  fault = () => null,
}: Options) => {
  const conversations = new Map<string, Activity[]>();
  const tokens = new Map<string, string>();
  let made = 0;
  const add = (conversation: string, activity: Activity) => {
    const all = conversations.get(conversation) ?? [];
    all.push({ ...activity, id: `${conversation}|${String(all.length).padStart(7, '0')}` });
    return all.at(-1);
  };
  const say = (conversation: string, activity: Activity) =>
    add(conversation, { type: 'message', from: { id: 'the-bot', role: 'bot' }, ...activity });

  const onActivities = (request: Received, conversation: string): Reply => {
    const all = conversations.get(conversation);
    if (!all) return { status: 404, body: { error: { code: 'BadArgument' } } };
    if (request.method === 'POST') {
      const added = add(conversation, request.body as Activity);
      for (const activity of bot(request.body as Activity)) say(conversation, activity);
      return { status: 200, body: { id: added?.['id'] } };
    }
    const from = Number(new URL(request.path, 'http://directline').searchParams.get('watermark'));
    return { body: { activities: all.slice(from), watermark: String(all.length) } };
  };
  const serve = (request: Received): Reply => {
    const { pathname } = new URL(request.path, 'http://directline');
    const key = String(request.headers.authorization).slice('Bearer '.length);
    const bound = tokens.get(key);
    const named = activitiesPath.exec(pathname)?.[1];
    const may = key === directLineSecret || (bound !== undefined && (!named || named === bound));
    if (!may) return { status: 403, body: { error: { code: 'BadArgument' } } };
    if (named) return onActivities(request, named);
    if (pathname.endsWith('/generate')) {
      made += 1;
      tokens.set(`token-${made}`, `conv-${made}`);
      const body = { conversationId: `conv-${made}`, token: `token-${made}`, expires_in: 1800 };
      return { status: 200, body };
    }
    if (!bound) return { status: 403, body: { error: { code: 'BadArgument' } } };
    conversations.set(bound, []);
    if (greeting) say(bound, { text: greeting });
    return { status: 201, body: { conversationId: bound, token: key, expires_in: 1800 } };
  };
  const server = await startFakeServer({
    check: problemOf,
    answer(request) {
      const planned = fault(request);
      if (planned?.when === 'before') return planned.deed;
      const reply = serve(request);
      return planned?.deed ?? reply;
    },
  });
  return {
    ...server,
    conversations,
    say,
    /** What the user's side has sent, by texts and names of events. */
    heard: (conversation = 'conv-1') =>
      (conversations.get(conversation) ?? [])
        .filter(({ from }) => isFields(from) && from['role'] === 'user')
        .map(({ text, name }) => text ?? name),
  };
};
