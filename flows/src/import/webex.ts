import { type Fields, fieldsOf } from '@tandem/kit';
/** Imports of flows drawn in Webex Contact Center: what the flow language has is translated, the rest is told. */
import { checkTemplate } from '../expressions/index.ts';
import type {
  FlowAction,
  FlowDocument,
  FlowEdge,
  FlowKind,
  FlowValue,
  FlowVariable,
  FlowVariableType,
} from '../flow.model.ts';
import { checkPath } from '../json-path/index.ts';
import { type ImportedFlow, type ImportRemark, textOf } from './import.model.ts';
import { type Translated, webexActivities } from './webex-activities.ts';
import {
  readWebexExport,
  type WebexActivity,
  type WebexExport,
  type WebexLink,
  type WebexProcess,
} from './webex-export.ts';

const types: Readonly<Record<string, FlowVariableType>> = {
  STRING: 'String',
  INTEGER: 'Integer',
  DECIMAL: 'Decimal',
  BOOLEAN: 'Boolean',
  DATETIME: 'DateTime',
  DATE_TIME: 'DateTime',
  JSON: 'JSON',
};

const initialOf = (type: FlowVariableType, value: unknown): FlowValue | undefined => {
  const text = textOf(value);
  if (text === '') return undefined;
  if (type === 'Boolean') return text.toLowerCase() === 'true';
  if (type !== 'Integer' && type !== 'Decimal') return text;
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
};

const variableOf = (source: Fields, remarks: ImportRemark[]): FlowVariable => {
  const name = textOf(source['name']);
  const type = types[textOf(source['type']).toUpperCase().replaceAll(' ', '_')] ?? 'String';
  if (textOf(source['source']).startsWith('GLOBAL'))
    remarks.push({
      severity: 'changed',
      subject: name,
      message: 'A global variable of the other system: it became a variable of this flow.',
    });
  const secure = source['isSecure'] === true;
  if (secure && textOf(source['value']) !== '')
    remarks.push({
      severity: 'changed',
      subject: name,
      message: 'The value of a secure variable is not taken over: enter it here.',
    });
  const initial = secure ? undefined : initialOf(type, source['value']);
  return {
    name,
    type,
    ...(initial === undefined ? {} : { initial }),
    ...(textOf(source['description']) === '' ? {} : { description: textOf(source['description']) }),
    ...(secure ? { secure: true } : {}),
    ...(source['isCAD'] === true ? { agentViewable: true } : {}),
    ...(source['isAgentEditable'] === true ? { agentEditable: true } : {}),
    ...(source['isReportable'] === true ? { reportable: true } : {}),
  };
};

type Kept = { readonly activity: WebexActivity; readonly translated: Translated };
type Reading = { readonly kind: FlowKind; readonly remarks: ImportRemark[] };

const keep = (activity: WebexActivity, { kind, remarks }: Reading): Kept | null => {
  const translate = Object.hasOwn(webexActivities, activity.type)
    ? webexActivities[activity.type]
    : undefined;
  const translated = translate?.(activity, kind) ?? null;
  const subject = activity.name;
  if (!translated) {
    const message = `There is no action for the activity "${activity.type}" here; the flow goes on behind it.`;
    remarks.push({ severity: 'dropped', subject, message });
    return null;
  }
  for (const message of translated.changes) remarks.push({ severity: 'changed', subject, message });
  return { activity, translated };
};

const linksBySource = (links: readonly WebexLink[]): ReadonlyMap<string, readonly WebexLink[]> =>
  Map.groupBy(links, ({ from }) => from);

const plainExits: readonly string[] = ['out', 'default', 'ENDED'];

/**
 * Where a link to an activity leads: behind what was left out the flow goes on at the plain exit, as far as there is
 * one. Each activity is gone through once, however many links lead to it.
 */
const createTargets = (process: WebexProcess, kept: ReadonlyMap<string, Kept>) => {
  const bySource = linksBySource(process.links);
  const onwardOf = (id: string): string | null => {
    const exits = bySource.get(id) ?? [];
    return (exits.find(({ port }) => plainExits.includes(port)) ?? exits[0])?.to ?? null;
  };
  const known = new Map<string, string | null>();
  return (from: string): string | null => {
    const passed: string[] = [];
    let id: string | null = from;
    while (id !== null && !kept.has(id) && !known.has(id)) {
      // Until the end is known, whoever comes by here again goes in a circle.
      known.set(id, null);
      passed.push(id);
      id = onwardOf(id);
    }
    const target = id === null || kept.has(id) ? id : (known.get(id) ?? null);
    for (const one of passed) known.set(one, target);
    return target;
  };
};

const actionOf = ({ activity, translated }: Kept): FlowAction => ({
  id: activity.id,
  type: translated.type,
  name: activity.name,
  ...(textOf(activity.properties['description']) === ''
    ? {}
    : { description: textOf(activity.properties['description']) }),
  settings: translated.settings,
  ...(activity.position ? { position: activity.position } : {}),
});

type Wiring = {
  readonly kept: ReadonlyMap<string, Kept>;
  readonly targetOf: (from: string) => string | null;
};

const edgesOf = (
  process: WebexProcess,
  { kept, targetOf }: Wiring,
  { remarks }: Reading,
): FlowEdge[] =>
  process.links.flatMap(({ from, port, to }) => {
    const source = kept.get(from);
    const target = source ? targetOf(to) : null;
    if (!source || target === null) return [];
    const { outlets } = source.translated;
    const outlet = Object.hasOwn(outlets, port) ? outlets[port] : undefined;
    if (outlet === '') return [];
    if (outlet !== undefined) return [{ from, outlet, to: target }];
    remarks.push({
      severity: 'dropped',
      subject: source.activity.name,
      message: `The connection at its exit "${port}" has no counterpart.`,
    });
    return [];
  });

type Part = { readonly actions: readonly FlowAction[]; readonly edges: readonly FlowEdge[] };

const partOf = (process: WebexProcess, reading: Reading) => {
  const kept = new Map<string, Kept>();
  for (const activity of process.activities) {
    if (activity.isStart || activity.isEvent) continue;
    const one = keep(activity, reading);
    if (one) kept.set(activity.id, one);
  }
  const targetOf = createTargets(process, kept);
  const part: Part = {
    actions: [...kept.values()].map(actionOf),
    edges: edgesOf(process, { kept, targetOf }, reading),
  };
  const after = (opener: WebexActivity | undefined): string | null => {
    const link = opener && process.links.find(({ from }) => from === opener.id);
    return link ? targetOf(link.to) : null;
  };
  return { part, after };
};

const isErrorEvent = ({ properties }: WebexActivity): boolean =>
  properties['event'] === 'OnGlobalError' ||
  properties['eventSpecificationName'] === 'GlobalErrorHandling';

/** Only what follows an event in the export is looked at: the vendor lists every event, mostly with nothing behind it. */
const handlerOf = ({ events }: WebexExport, reading: Reading) => {
  const opener = events.activities.find(isErrorEvent);
  const bySource = linksBySource(events.links);
  // A set goes on over what is added while it is walked through.
  const reachable = new Set(opener ? [opener.id] : []);
  for (const id of reachable) for (const { to } of bySource.get(id) ?? []) reachable.add(to);
  for (const event of events.activities)
    if (event.isEvent && !isErrorEvent(event) && bySource.has(event.id))
      reading.remarks.push({
        severity: 'dropped',
        subject: textOf(event.properties['event']) || event.name,
        message: 'What follows this event has no counterpart here.',
      });
  const activities = events.activities.filter(({ id }) => reachable.has(id));
  const { part, after } = partOf({ activities, links: events.links }, reading);
  return { part, onError: after(opener) };
};

/** Two activities of the export may share a name; here a name tells whose output is read. */
const named = (actions: readonly FlowAction[], remarks: ImportRemark[]): FlowAction[] => {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return actions.map((action) => {
    let { name } = action;
    let number = numbers.get(name) ?? 1;
    for (; taken.has(name); name = `${action.name}_${number}`) number += 1;
    numbers.set(action.name, number);
    taken.add(name);
    if (name === action.name) return action;
    const message = `The name is used twice: it became "${name}".`;
    remarks.push({ severity: 'changed', subject: action.name, message });
    return { ...action, name };
  });
};

const textsIn = (value: FlowValue): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => textsIn(one as FlowValue));
};

const pathsIn = ({ settings }: FlowAction): string[] => {
  const rows = settings['parse'];
  return Array.isArray(rows)
    ? rows.map((row) => textOf((row as Fields)['path'])).filter((path) => path !== '')
    : [];
};

/** What the expression engines here cannot read is said with the reason; the text stays for the author to mend. */
const unreadable = (action: FlowAction): ImportRemark[] => {
  const subject = action.name;
  const paths = pathsIn(action).flatMap((path) =>
    checkPath(path, { dialect: 'jayway' }).map((problem) => `Path ${path}: ${problem.message}`),
  );
  const templates = Object.entries(action.settings)
    .filter(([name]) => name !== 'parse')
    .flatMap(([name, value]) => textsIn(value).map((text) => ({ name, text })))
    .filter(({ text }) => text.includes('{{') || text.includes('{%'))
    .flatMap(({ name, text }) =>
      // The text itself may hold what nobody else is to read.
      checkTemplate(text).map((problem) => `Setting "${name}": ${problem.message}`),
    );
  return [...paths, ...templates].map((message) => ({ severity: 'note', subject, message }));
};

const secretHeader = /^(proxy-)?authorization$|^cookie$|api-?key|token|secret/i;

/** What stood in the open there stands in the open here, where there is a better place for it. */
const plainSecrets = ({ name: subject, settings }: FlowAction): ImportRemark[] => {
  const { headers } = settings;
  return (Array.isArray(headers) ? headers : [])
    .map((row) => ({ name: textOf(fieldsOf(row)['name']), value: textOf(fieldsOf(row)['value']) }))
    .filter(({ name, value }) => secretHeader.test(name) && value !== '' && !value.includes('{{'))
    .map(({ name }) => ({
      severity: 'note',
      subject,
      message: `The header "${name}" holds its value in plain text: use a connector or a secure variable.`,
    }));
};

/**
 * Translates an export of the vendor's Flow Designer.
 * @param kind what the flow becomes.
 * @returns null when the content is no such export.
 */
export const importWebexFlow = (content: unknown, kind: FlowKind): ImportedFlow | null => {
  const source = readWebexExport(content);
  if (!source) return null;
  const remarks: ImportRemark[] = [];
  const reading: Reading = { kind, remarks };
  const { part: main, after } = partOf(source.main, reading);
  const { part: handler, onError } = handlerOf(source, reading);
  const actions = named([...main.actions, ...handler.actions], remarks);
  const document: FlowDocument = {
    language: 1,
    kind,
    ...(source.description === '' ? {} : { description: source.description }),
    variables: source.variables.map((variable) => variableOf(variable, remarks)),
    start: after(source.main.activities.find(({ isStart }) => isStart)),
    ...(onError === null ? {} : { onError }),
    actions,
    edges: [...main.edges, ...handler.edges],
  };
  remarks.push(...actions.flatMap(unreadable), ...actions.flatMap(plainSecrets));
  return { name: source.name, description: source.description, document, remarks };
};
