import { useTranslation } from 'react-i18next';
import { groupOf, type Hop } from './timeline-rules.ts';

/** Codes hold dots, which part the names of a catalogue. */
const keyOf = (code: string): string => code.replaceAll(/[ .:-]+/g, '_');

/** Hops whose summary is somebody's own words: never looked up. */
const SPOKEN: readonly string[] = ['inbound', 'outbound', 'send', 'call'];

/** What a hop says, in the reader's language; somebody's own words as they are. */
export function useHopWords(): (hop: Hop) => string {
  const { t } = useTranslation('monitor');
  const coded = (name: string, value: string | number) => {
    if (name === 'why') return t(`why.${keyOf(String(value))}`, { defaultValue: String(value) });
    if (name === 'state')
      return t(`webhookStates.${keyOf(String(value))}`, { defaultValue: String(value) });
    if (name === 'type')
      return t(`messageTypes.${keyOf(String(value))}`, { defaultValue: String(value) });
    return value;
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
    const group = groupOf(hop);
    if (SPOKEN.includes(group) || (group === 'activity' && typeof hop.detail['text'] === 'string'))
      return hop.summary;
    return t(`botHops.${group}.${keyOf(hop.summary)}`, { defaultValue: hop.summary });
  };
}
