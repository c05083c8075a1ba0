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
import { type Fields, type ImportedFlow, type ImportRemark, textOf } from './import.model.ts';
import { type Translated, webexActivities } from './webex-activities.ts';
import {
  readWebexExport,
  type WebexActivity,
  type WebexExport,
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
  const initial = source['isSecure'] === true ? undefined : initialOf(type, source['value']);
  return {
    name,
    type,
    ...(initial === undefined ? {} : { initial }),
    ...(textOf(source['description']) === '' ? {} : { description: textOf(source['description']) }),
    ...(source['isSecure'] === true ? { secure: true } : {}),
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

/** Behind what was left out the flow goes on at the plain exit, as far as there is one. */
const targetOf = (
  process: WebexProcess,
  kept: ReadonlyMap<string, Kept>,
  from: string,
): string | null => {
  const seen = new Set<string>();
  for (let id = from; !seen.has(id); ) {
    if (kept.has(id)) return id;
    seen.add(id);
    const exits = process.links.filter((link) => link.from === id);
    const onward = exits.find(({ port }) => ['out', 'default', 'ENDED'].includes(port)) ?? exits[0];
    if (!onward) return null;
    id = onward.to;
  }
  return null;
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

const edgesOf = (
  process: WebexProcess,
  kept: ReadonlyMap<string, Kept>,
  { remarks }: Reading,
): FlowEdge[] =>
  process.links.flatMap(({ from, port, to }) => {
    const source = kept.get(from);
    const target = targetOf(process, kept, to);
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
  const part: Part = {
    actions: [...kept.values()].map(actionOf),
    edges: edgesOf(process, kept, reading),
  };
  const after = (opener: WebexActivity | undefined): string | null => {
    const link = opener && process.links.find(({ from }) => from === opener.id);
    return link ? targetOf(process, kept, link.to) : null;
  };
  return { part, after };
};

const isErrorEvent = ({ properties }: WebexActivity): boolean =>
  properties['event'] === 'OnGlobalError' ||
  properties['eventSpecificationName'] === 'GlobalErrorHandling';

/** Only what follows an event in the export is looked at: the vendor lists every event, mostly with nothing behind it. */
const handlerOf = ({ events }: WebexExport, reading: Reading) => {
  const opener = events.activities.find(isErrorEvent);
  const reachable = new Set<string>();
  const walk = (id: string): void => {
    for (const link of events.links)
      if (link.from === id && !reachable.has(link.to)) {
        reachable.add(link.to);
        walk(link.to);
      }
  };
  if (opener) walk(opener.id);
  for (const event of events.activities)
    if (event.isEvent && !isErrorEvent(event) && events.links.some(({ from }) => from === event.id))
      reading.remarks.push({
        severity: 'dropped',
        subject: textOf(event.properties['event']) || event.name,
        message: 'What follows this event has no counterpart here.',
      });
  const activities = events.activities.filter(({ id }) => reachable.has(id) || id === opener?.id);
  const { part, after } = partOf({ activities, links: events.links }, reading);
  return { part, onError: after(opener) };
};

/** Two activities of the export may share a name; here a name tells whose output is read. */
const named = (actions: readonly FlowAction[], remarks: ImportRemark[]): FlowAction[] => {
  const taken = new Set<string>();
  return actions.map((action) => {
    let { name } = action;
    for (let number = 2; taken.has(name); number += 1) name = `${action.name}_${number}`;
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
    .flatMap(([, value]) => textsIn(value))
    .filter((text) => text.includes('{{') || text.includes('{%'))
    .flatMap((text) =>
      checkTemplate(text).map((problem) => `${text.slice(0, 80)}: ${problem.message}`),
    );
  return [...paths, ...templates].map((message) => ({ severity: 'note', subject, message }));
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
  remarks.push(...actions.flatMap(unreadable));
  return { name: source.name, description: source.description, document, remarks };
};
