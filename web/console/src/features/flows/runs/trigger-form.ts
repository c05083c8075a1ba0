import { flowEventTypes } from '@tandem/contract';
import type { TFunction } from 'i18next';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import type { Trigger, TriggerBody } from './run-api.ts';

const isObject = (text: string): boolean => {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read);
  } catch {
    return false;
  }
};

/** A pattern in form fields is only ever asked whether a text fits it. */
const jsonObject = { test: isObject } as unknown as RegExp;

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zones to choose from; lists of browsers leave out UTC and other names of a zone, which are valid all the same. */
const zonesWith = (given: string | undefined): readonly string[] => [
  ...new Set(['UTC', ownZone(), ...(given ? [given] : []), ...Intl.supportedValuesOf('timeZone')]),
];

type KnownEvent = (typeof flowEventTypes)[number];
const MEANINGS = {
  'connection.needsReauthorization': 'needsReauthorization',
  'handover.changed': 'handoverChanged',
  'flow.execution.ended': 'executionEnded',
} as const satisfies Readonly<Record<KnownEvent, string>>;
const isKnownEvent = (event: string): event is KnownEvent =>
  flowEventTypes.some((known) => known === event);

/** The events to choose from; a trigger made before may name another. */
const eventsWith = (given: string | undefined): readonly string[] => [
  ...new Set([...flowEventTypes, ...(given ? [given] : [])]),
];

export const triggerFields = (
  t: TFunction<'flows'>,
  trigger: Trigger | null,
): readonly FieldDescriptor[] => {
  const scheduled = (values: FormValues) => values['kind'] === 'schedule';
  const onEvent = (values: FormValues) => values['kind'] === 'event';
  const json = {
    kind: 'textarea',
    pattern: jsonObject,
    patternMessage: t('tester.notJson'),
  } as const;
  const option = (value: 'schedule' | 'event') => ({ value, label: t(`triggers.kinds.${value}`) });
  return [
    {
      kind: 'select',
      name: 'kind',
      label: t('triggers.kind'),
      required: true,
      options: [option('schedule'), option('event')],
    },
    {
      kind: 'text',
      name: 'cron',
      label: t('triggers.cron'),
      description: t('triggers.cronHelp'),
      required: true,
      visible: scheduled,
    },
    {
      kind: 'select',
      name: 'timeZone',
      label: t('triggers.timeZone'),
      options: zonesWith(trigger?.timeZone).map((zone) => ({ value: zone, label: zone })),
      visible: scheduled,
    },
    {
      kind: 'select',
      name: 'event',
      label: t('triggers.event'),
      required: true,
      options: eventsWith(trigger?.event).map((event) => ({
        value: event,
        label: isKnownEvent(event)
          ? t('triggers.eventOption', { event, meaning: t(`triggers.events.${MEANINGS[event]}`) })
          : event,
      })),
      visible: onEvent,
    },
    { ...json, name: 'pattern', label: t('triggers.pattern'), visible: onEvent },
    {
      kind: 'select',
      name: 'label',
      label: t('runs.label'),
      options: ['Live', 'Latest', 'Test', 'Dev'].map((label) => ({ value: label, label })),
    },
    { ...json, name: 'inputs', label: t('triggers.inputs') },
    { kind: 'switch', name: 'active', label: t('triggers.active') },
  ];
};

const asJson = (value: Readonly<Record<string, unknown>> | undefined): string =>
  value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';

export const triggerValues = (trigger: Trigger | null): FormValues => ({
  kind: trigger?.kind ?? 'schedule',
  cron: trigger?.cron ?? '0 8 * * 1-5',
  timeZone: trigger?.timeZone ?? ownZone(),
  event: trigger?.event ?? '',
  pattern: asJson(trigger?.pattern),
  label: trigger?.label ?? 'Live',
  inputs: asJson(trigger?.inputs),
  active: trigger?.active ?? true,
});

const readJson = (text: string): Record<string, unknown> =>
  text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);

/** The trigger that the form describes; the form has checked its JSON. */
export const toTrigger = (values: FormValues): TriggerBody => {
  const common = {
    active: values['active'] === true,
    label: (textOf(values, 'label') || 'Live') as Trigger['label'],
    inputs: readJson(textOf(values, 'inputs')),
  };
  if (textOf(values, 'kind') === 'event')
    return {
      ...common,
      kind: 'event',
      event: textOf(values, 'event'),
      pattern: readJson(textOf(values, 'pattern')),
    };
  const timeZone = textOf(values, 'timeZone');
  return {
    ...common,
    kind: 'schedule',
    cron: textOf(values, 'cron'),
    ...(timeZone ? { timeZone } : {}),
  };
};
