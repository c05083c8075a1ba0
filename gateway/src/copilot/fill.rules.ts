import type {
  CopilotContent,
  CopilotHit,
  CopilotLine,
  CopilotRow,
  CopilotTile,
  CopilotTileType,
} from '@tandem/contract';
import type { Session } from '../conversations/index.ts';
import { type Handover, isOpen } from '../handover/index.ts';
import { summaryOf } from './summary.rules.ts';
import type { NewTile } from './tiles.store.ts';

/** What the rules look at. */
export type Seen = {
  readonly session: Session;
  readonly endpointName: string;
  readonly handover: Pick<Handover, 'request' | 'createdAt' | 'state'> | null;
  /** Oldest first. */
  readonly lines: readonly CopilotLine[];
  /** What was looked up, and what was found. */
  readonly query: string;
  readonly hits: readonly CopilotHit[];
  readonly now: Date;
};

/** A customer who waits longer wants to read that somebody is at it. */
const longWaitMs = 3 * 60_000;
const mostReplies = 3;
const replyLength = 400;

const row = (key: NonNullable<CopilotRow['key']>, value: string | null | undefined) =>
  value ? [{ key, value }] : [];

/** Participant data under names that only programs read. */
const isPlumbing = (name: string) => /(?:id|url|token)$/i.test(name);

const identity = ({ session, endpointName, handover }: Seen): CopilotContent => ({
  type: 'identity',
  name: session.userName,
  rows: [
    ...row('userId', session.userId),
    { key: 'verified', value: String(session.userTrusted) },
    ...row('locale', session.locale),
    ...row('endpoint', endpointName),
    ...row('queue', handover?.request.queue),
    ...row('reason', handover?.request.reason),
    ...Object.entries(handover?.request.customAttributes ?? {})
      .filter(([name]) => !isPlumbing(name))
      .map(([label, value]) => ({ label, value })),
  ],
});

type Step = Extract<CopilotContent, { type: 'nextAction' }>['steps'][number];

const waitedSince = (lines: readonly CopilotLine[]): CopilotLine | null => {
  const answered = lines.findLastIndex(({ from }) => from === 'agent');
  return lines.slice(answered + 1).find(({ from }) => from === 'customer') ?? null;
};

/** An agent has written since agents were asked for. */
const hasAnswered = ({ handover, lines }: Seen): boolean => {
  const since = handover?.createdAt.toISOString() ?? '';
  return lines.some(({ from, date }) => from === 'agent' && date >= since);
};

/** Nobody came, or the customer has left something for an agent who comes later: both wait for an answer. */
const isLeftAlone = ({ request, state }: NonNullable<Seen['handover']>): boolean =>
  request.left !== undefined || state === 'failed';

/** One side has ended it: what was said last is no question to anybody. */
const isOver = (seen: Seen): boolean => {
  const { handover } = seen;
  if (!handover || (handover.state !== 'ending' && isOpen(handover.state))) return false;
  return hasAnswered(seen) || !isLeftAlone(handover);
};

/** Steps that follow from what can be seen for certain; nothing is guessed. */
const nextAction = (seen: Seen): CopilotContent => {
  if (isOver(seen)) return { type: 'nextAction', steps: [] };
  const { session, lines, hits, now } = seen;
  const hasGreeted = hasAnswered(seen);
  const asked = waitedSince(lines);
  const waitedMs = asked ? now.getTime() - Date.parse(asked.date) : 0;
  const lastOfCustomer = lines.findLast(({ from }) => from === 'customer');
  const file = asked ? lastOfCustomer?.files[0] : undefined;
  const [hit] = hits;
  const steps: Step[] = [
    ...(hasGreeted ? [] : [{ code: 'greet' } as const]),
    ...(file ? [{ code: 'file', params: { name: file } } as const] : []),
    ...(hit ? [{ code: 'article', params: { title: hit.title } } as const] : []),
    ...(hasGreeted && asked && waitedMs > longWaitMs
      ? [{ code: 'waiting', params: { minutes: String(Math.floor(waitedMs / 60_000)) } } as const]
      : hasGreeted && asked
        ? [{ code: 'answer' } as const]
        : []),
    ...(session.userTrusted ? [] : [{ code: 'verify' } as const]),
  ];
  return { type: 'nextAction', steps };
};

/** The first sentences of an article that fit a message. */
const replyOf = ({ excerpt }: CopilotHit): string => {
  if (excerpt.length <= replyLength) return excerpt;
  const cut = excerpt.slice(0, replyLength);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('! '), cut.lastIndexOf('? '));
  return end > replyLength / 3 ? cut.slice(0, end + 1) : `${cut.trimEnd()}…`;
};

/** Nobody sends a piece of a sentence to a customer. */
const isCut = (text: string): boolean => /^…|…$/.test(text.trim());

const suggestedReplies = ({ hits }: Seen): CopilotContent => ({
  type: 'suggestedReplies',
  replies: hits
    .filter(({ excerpt }) => !isCut(excerpt))
    .map((hit) => ({ text: replyOf(hit), source: hit.title }))
    .filter(({ text }) => text !== '' && !isCut(text))
    .slice(0, mostReplies),
});

const makers: Readonly<Partial<Record<CopilotTileType, (seen: Seen) => CopilotContent>>> = {
  identity,
  nextAction,
  suggestedReplies,
  knowledge: ({ query, hits }) => ({ type: 'knowledge', query, hits }),
  summary: ({ lines }) => ({ type: 'summary', text: summaryOf(lines) }),
  // Without a model or a flow nobody can honestly tell a mood.
  sentiment: () => ({ type: 'sentiment', sentiment: null, reason: null }),
};

/** What the rules put into the tiles of a workspace. */
export const filledByRules = (
  tiles: Readonly<Record<string, CopilotTile>>,
  seen: Seen,
): readonly NewTile[] =>
  Object.entries(tiles).flatMap(([tile, { type }]) => {
    const content = makers[type]?.(seen);
    return content ? [{ tile, content, maker: 'rules', problem: null } as const] : [];
  });
