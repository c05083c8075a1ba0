import { flowEventTypes } from '@tandem/contract';
import type { TFunction } from 'i18next';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import type { FlowVariable, Json } from '../document/flow-document.ts';
import { readInitial, typedInitial, writeInitial } from '../document/variables.ts';
import type { Trigger, TriggerBody } from './run-api.ts';
import { inputsOf } from './run-rules.ts';

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

const inputField = (name: string): string => `input ${name}`;

/** What a trigger may fill: the inputs of the flow as it is drawn, and those that were filled before. */
const inputsWith = (
  { inputs = {} }: Partial<Trigger>,
  variables: readonly FlowVariable[],
): readonly FlowVariable[] => {
  const drawn = inputsOf(variables);
  const others = Object.keys(inputs).filter((name) => !drawn.some((one) => one.name === name));
  return [...drawn, ...others.map((name) => ({ name }))];
};

const inputFields = (
  t: TFunction<'flows'>,
  trigger: Trigger | null,
  variables: readonly FlowVariable[],
): readonly FieldDescriptor[] => {
  const all = inputsWith(trigger ?? {}, variables);
  if (all.length === 0) return [];
  const fields = all.map(({ name, type, description, secure }): FieldDescriptor => {
    const common = {
      name: inputField(name),
      label: name,
      ...(description ? { description } : {}),
      pattern: { test: (text: string) => readInitial(type, text) !== null } as unknown as RegExp,
      patternMessage: t('variables.notOfType', { type: type ?? '' }),
    };
    return secure
      ? { ...common, kind: 'secret', stored: trigger?.inputs[name] !== undefined }
      : { ...common, kind: 'text' };
  });
  return [{ kind: 'section', name: 'inputs', label: t('triggers.inputs') }, ...fields];
};

export const triggerFields = (
  t: TFunction<'flows'>,
  trigger: Trigger | null,
  variables: readonly FlowVariable[],
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
      options: eventsWith(trigger?.event).map((event) =>
        isKnownEvent(event)
          ? { value: event, label: t(`triggers.events.${MEANINGS[event]}`), hint: event }
          : { value: event, label: event },
      ),
      visible: onEvent,
    },
    { ...json, name: 'pattern', label: t('triggers.pattern'), visible: onEvent },
    {
      kind: 'select',
      name: 'label',
      label: t('runs.label'),
      options: ['Live', 'Latest', 'Test', 'Dev'].map((label) => ({ value: label, label })),
    },
    ...inputFields(t, trigger, variables),
    { kind: 'switch', name: 'active', label: t('triggers.active') },
  ];
};

const asJson = (value: Readonly<Record<string, unknown>> | undefined): string =>
  value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';

export const triggerValues = (
  trigger: Trigger | null,
  variables: readonly FlowVariable[],
): FormValues => ({
  kind: trigger?.kind ?? 'schedule',
  cron: trigger?.cron ?? '0 8 * * 1-5',
  timeZone: trigger?.timeZone ?? ownZone(),
  event: trigger?.event ?? '',
  pattern: asJson(trigger?.pattern),
  label: trigger?.label ?? 'Live',
  ...Object.fromEntries(
    inputsWith(trigger ?? {}, variables).map((variable) => {
      const { name, secure } = variable;
      if (!trigger) return [inputField(name), typedInitial(variable)];
      return [
        inputField(name),
        secure ? '' : writeInitial(trigger.inputs[name] as Json | undefined),
      ];
    }),
  ),
  active: trigger?.active ?? true,
});

const readJson = (text: string): Record<string, unknown> =>
  text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);

/** The inputs as they are sent; a secret that is left alone goes back as the mask that stands for it. */
const toInputs = (
  values: FormValues,
  { trigger, variables }: TriggerOf,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    inputsWith(trigger ?? {}, variables).flatMap(({ name, type, secure }) => {
      const typed = textOf(values, inputField(name));
      const value = readInitial(type, typed)?.value;
      const kept = secure ? (trigger?.inputs[name] as Json | undefined) : undefined;
      const sent = value ?? kept;
      return sent === undefined ? [] : [[name, sent] as const];
    }),
  );

export type TriggerOf = {
  readonly trigger: Trigger | null;
  /** Of the flow as it is drawn. */
  readonly variables: readonly FlowVariable[];
};

/** The trigger that the form describes; the form has checked what was typed. */
export const toTrigger = (values: FormValues, of: TriggerOf): TriggerBody => {
  const common = {
    active: values['active'] === true,
    label: (textOf(values, 'label') || 'Live') as Trigger['label'],
    inputs: toInputs(values, of),
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
