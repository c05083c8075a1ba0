import { type Fields, fieldsOf, isFields, listOf } from '@tandem/kit';
/**
 * Flows written declaratively for Genesys Architect: YAML with the root `inboundShortMessage` and actions in states.
 * Source: the vendor's public blueprints. What cannot be translated whole is refused: who publishes a file wants the
 * flow that stands in it.
 */
import { parseText } from '../documents/index.ts';
import type { FlowAction, FlowDocument, FlowEdge, FlowSettings } from '../flow.model.ts';
import { LanguageError } from '../language-error.ts';
import { textOf } from './import.model.ts';

export type ArchitectFlow = {
  readonly name: string;
  readonly description: string;
  /** Name of the division; '' when none is named. */
  readonly division: string;
  readonly document: FlowDocument;
};

export type ArchitectReading =
  | { readonly flow: ArchitectFlow; readonly problems: readonly [] }
  | { readonly flow: null; readonly problems: readonly string[] };

const root = 'inboundShortMessage';

type Place = { readonly where: string; readonly problems: string[] };

/** A value given as `lit`; an expression (`exp`) only when it is a text in quotes. */
const literal = (value: unknown, { where, problems }: Place): unknown => {
  if (!isFields(value)) return value ?? null;
  if ('lit' in value) return value['lit'];
  if ('noValue' in value || Object.keys(value).length === 0) return null;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(textOf(value['exp']).trim());
  if (quoted) return quoted[1]?.replaceAll(/\\(.)/g, '$1') ?? '';
  problems.push(`${where}: only literal values are understood, not expressions.`);
  return null;
};

/** Braces of a text of the other system are no template here. */
const asPlain = (text: string): string => text.replaceAll(/\{(?=[{%#])/g, "{{ '{' }}");

const nameIn = (value: unknown, place: Place): string => {
  const found = literal(value, place);
  return isFields(found) ? textOf(found['name']) : textOf(found);
};

const known = (settings: Fields, names: readonly string[], { where, problems }: Place): void => {
  for (const name of Object.keys(settings))
    if (name !== 'name' && name !== 'refId' && !names.includes(name))
      problems.push(`${where}: "${name}" is not understood.`);
};

const skillsOf = (value: unknown, place: Place): string =>
  listOf(value)
    .map((one) => nameIn(isFields(one) && 'acdSkill' in one ? one['acdSkill'] : one, place))
    .filter((name) => name !== '')
    .join(',');

type Read = (settings: Fields, place: Place) => FlowSettings;

const sendResponse: Read = (settings, place) => {
  known(settings, ['messageBody'], place);
  return { text: asPlain(textOf(literal(settings['messageBody'], place))) };
};

const transferToAcd: Read = (settings, place) => {
  known(
    settings,
    ['targetQueue', 'priority', 'preferredAgents', 'languageSkill', 'acdSkills', 'skills'],
    place,
  );
  const agents = literal(settings['preferredAgents'], place);
  if (Array.isArray(agents) ? agents.length > 0 : agents !== null && agents !== true)
    place.problems.push(`${place.where}: preferred agents are not understood.`);
  const language = nameIn(settings['languageSkill'], place);
  const skills = skillsOf(settings['acdSkills'] ?? settings['skills'], place);
  const priority = textOf(literal(settings['priority'], place));
  return {
    queue: asPlain(nameIn(settings['targetQueue'], place)),
    ...(priority === '' ? {} : { priority }),
    ...(language === '' ? {} : { language: asPlain(language) }),
    ...(skills === '' ? {} : { skills: asPlain(skills) }),
  };
};

const disconnect: Read = (settings, place) => {
  known(settings, [], place);
  return {};
};

const readers: Readonly<Record<string, Read>> = { sendResponse, transferToAcd, disconnect };

const actionOf = (value: unknown, index: number, problems: string[]): FlowAction | null => {
  const [type = '', ...others] = Object.keys(fieldsOf(value));
  const settings = fieldsOf(fieldsOf(value)[type]);
  const name = textOf(settings['name']) || `${type} ${index + 1}`;
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (!read || others.length > 0) {
    problems.push(`Action ${index + 1}: "${type || 'nothing'}" is not an action known here.`);
    return null;
  }
  return {
    id: `action${index + 1}`,
    type,
    name,
    settings: read(settings, { where: name, problems }),
  };
};

/** The state the flow begins with: named by `startUpRef`, else the first. */
const startState = (flow: Fields, problems: string[]): Fields => {
  const states = listOf(flow['states']).map((one) => fieldsOf(fieldsOf(one)['state']));
  if (states.length !== 1)
    problems.push(`A flow with one state is understood; this one has ${states.length}.`);
  const [first = {}] = states;
  const wanted = /\[([^\]]*)\]\s*$/.exec(textOf(flow['startUpRef']))?.[1];
  const names = [textOf(first['refId']), textOf(first['name'])];
  if (wanted !== undefined && !names.includes(wanted))
    problems.push(`startUpRef names the state "${wanted}", which does not exist.`);
  return first;
};

const chain = (actions: readonly FlowAction[]): FlowEdge[] =>
  actions.slice(1).map((action, index) => ({
    from: (actions[index] as FlowAction).id,
    outlet: 'next',
    to: action.id,
  }));

/** Characters of a file: more than in a document that flows read, since a person waits for it. */
const mostCharacters = 64 * 1024;

const read = (text: string): unknown => {
  try {
    return parseText(text, 'YAML', { size: mostCharacters });
  } catch (error) {
    if (error instanceof LanguageError) return error;
    throw error;
  }
};

/** Actions behind an end are never reached: the file's author means something else. */
const noteUnreached = (actions: readonly FlowAction[], problems: string[]): void => {
  const end = actions.findIndex(({ type }) => type !== 'sendResponse');
  if (end !== -1 && end < actions.length - 1)
    problems.push(`Nothing is reached behind "${(actions[end] as FlowAction).name}".`);
};

/**
 * Reads an Architect YAML file with an inbound message flow.
 * @returns the flow, or everything that keeps it from being taken over.
 */
export const readArchitectFlow = (text: string): ArchitectReading => {
  const content = read(text);
  if (content instanceof LanguageError) return { flow: null, problems: [content.message] };
  if (!isFields(content) || !isFields(content[root]))
    return { flow: null, problems: [`The root of the file must be "${root}".`] };
  const problems: string[] = [];
  const source = content[root];
  const name = textOf(source['name']);
  if (name === '') problems.push('The flow needs a name.');
  for (const part of ['variables', 'tasks'])
    if (listOf(source[part]).length > 0) problems.push(`"${part}" are not understood.`);
  const actions = listOf(startState(source, problems)['actions'])
    .map((one, index) => actionOf(one, index, problems))
    .filter((action) => action !== null);
  noteUnreached(actions, problems);
  if (problems.length > 0) return { flow: null, problems };
  const document: FlowDocument = {
    language: 1,
    kind: 'inboundMessage',
    variables: [],
    start: actions[0]?.id ?? null,
    actions,
    edges: chain(actions),
  };
  const description = textOf(source['description']);
  return {
    flow: { name, description, division: textOf(source['division']), document },
    problems: [],
  };
};
