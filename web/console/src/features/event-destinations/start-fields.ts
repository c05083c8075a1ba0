import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import type { Start } from './destination-rules.ts';
import type { Translate } from './setting-fields.ts';

export const STARTS = ['now', 'earliest', 'time', 'position'] as const;
/** A replay has a beginning that lies behind. */
export const REPLAY_STARTS = ['time', 'position', 'earliest'] as const;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const POSITION = /^\d{1,19}-\d{1,15}$/;

/** Where a new destination or a replay begins, as fields. */
export const startFields = (t: Translate, starts: readonly Start['at'][]): FieldDescriptor[] => [
  {
    ...{ kind: 'select', name: 'start', label: t('fields.start'), required: true },
    description: t('fields.startHelp'),
    options: starts.map((value) => ({ value, label: t(`starts.${value}`) })),
  },
  {
    ...{ kind: 'text', name: 'time', label: t('fields.time'), required: true, pattern: MOMENT },
    ...{ moment: true, description: t('fields.momentHelp') },
    patternMessage: t('fields.momentRefused'),
    visible: (values) => values['start'] === 'time',
  },
  {
    ...{ kind: 'text', name: 'position', label: t('fields.position'), required: true },
    ...{ pattern: POSITION, description: t('fields.positionHelp') },
    patternMessage: t('fields.positionRefused'),
    visible: (values) => values['start'] === 'position',
  },
];

/** The moment that was typed; one that is none is left to the server to refuse. */
export const momentOf = (text: string): string => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
};

export const startOf = (values: FormValues): Start => {
  const at = STARTS.find((one) => one === values['start']) ?? 'now';
  if (at === 'time') return { at, time: momentOf(textOf(values, 'time')) };
  if (at === 'position') return { at, position: textOf(values, 'position') };
  return { at };
};

/** The last moment of a replay; everything when it is left out. */
export const untilField = (t: Translate): FieldDescriptor => ({
  ...{ kind: 'text', name: 'until', label: t('fields.until'), pattern: MOMENT },
  ...{ moment: true, description: t('fields.untilHelp') },
  patternMessage: t('fields.momentRefused'),
});
