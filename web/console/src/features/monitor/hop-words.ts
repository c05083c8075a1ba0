import { useTranslation } from 'react-i18next';
import { groupOf, type Hop } from './timeline-rules.ts';

/** Codes hold dots, which part the names of a catalogue. */
const keyOf = (code: string): string => code.replaceAll(/[ .:-]+/g, '_');

/** Hops whose summary is somebody's own words: never looked up. */
const SPOKEN: readonly string[] = ['inbound', 'outbound', 'call'];

type Summary =
  | { readonly said: string }
  /** Name in the catalogue, what it tells, and what stands for it where there is none. */
  | {
      readonly group: string;
      readonly name: string;
      readonly tells?: Readonly<Record<string, string>>;
      readonly fallback: string;
    };

/** Requests are told by what they do; the line and the body are among the details. */
const summaryOfSent = ({ kind, detail }: Hop): Summary => {
  const { text } = (detail['body'] ?? {}) as { readonly text?: unknown };
  const what = kind.slice(kind.indexOf('.') + 1);
  return typeof text === 'string' && text !== ''
    ? { said: text }
    : { group: 'send', name: keyOf(what), fallback: what };
};

/** A score, such as `4 of 5`. */
const summaryOfScore = (summary: string): Summary => {
  const [, score = '', most = ''] = /^(\d+) of (\d+)$/.exec(summary) ?? [];
  return { group: 'survey', name: 'scored', tells: { score, most }, fallback: summary };
};

/** Somebody's own words, or the name of what happened. */
export function summaryOf(hop: Hop): Summary {
  const group = groupOf(hop);
  const { detail, summary } = hop;
  if (group === 'send' && hop.kind !== group) return summaryOfSent(hop);
  if (SPOKEN.includes(group) || (group === 'activity' && typeof detail['text'] === 'string'))
    return { said: summary };
  if (group === 'survey') return summaryOfScore(summary);
  const { state } = (detail['value'] ?? {}) as { readonly state?: unknown };
  const finer = summary === 'tandem.agent' && typeof state === 'string' ? `_${state}` : '';
  return { group, name: `${keyOf(summary)}${finer}`, fallback: summary };
}

/** Values that are codes, with the words that say them. */
const wordsOf: Readonly<Record<string, string>> = {
  why: 'why',
  state: 'webhookStates',
  type: 'messageTypes',
  status: 'receiptStates',
};

/** Where the words for a value stand; null for what is no code, such as a name. */
export const keyOfValue = (name: string, value: string | number): string | null =>
  wordsOf[name] ? `${wordsOf[name]}.${keyOf(String(value))}` : null;

/** What a hop says, in the reader's language; somebody's own words as they are. */
export function useHopWords(): (hop: Hop) => string {
  const { t } = useTranslation('monitor');
  const coded = (name: string, value: string | number) => {
    const key = keyOfValue(name, value);
    return key ? t(key, { defaultValue: String(value) }) : value;
  };
  const said = ({ code, params }: NonNullable<Hop['says']>, fallback: string) => {
    const values = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, coded(name, value)]),
    );
    const text = t(`hops.${code}`, { ...values, defaultValue: fallback });
    return values['why'] === undefined ? text : `${text} (${values['why']})`;
  };
  return (hop) => {
    if (hop.says) return said(hop.says, hop.summary);
    const summary = summaryOf(hop);
    if ('said' in summary) return summary.said;
    return t(`botHops.${summary.group}.${summary.name}`, {
      ...summary.tells,
      defaultValue: summary.fallback,
    });
  };
}
