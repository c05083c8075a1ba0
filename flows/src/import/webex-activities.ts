import { fieldsOf, isFields, listOf } from '@tandem/kit';
/** Activities of the vendor's designer as actions of the flow language. */
import { contentTypes } from '../actions/index.ts';
import type { FlowKind, FlowSettings, FlowValue } from '../flow.model.ts';
import { httpMethods } from '../http.model.ts';
import { textOf } from './import.model.ts';
import type { WebexActivity } from './webex-export.ts';

export type Translated = {
  readonly type: string;
  readonly settings: FlowSettings;
  /** Our outlet by the vendor's port; '' where a change tells already that it leads nowhere, none: no counterpart. */
  readonly outlets: Readonly<Record<string, string>>;
  readonly changes: readonly string[];
};

export type Translate = (activity: WebexActivity, kind: FlowKind) => Translated | null;

const onward = { default: 'next', out: 'next', error: 'error', failure: 'error' } as const;

const translated = (
  type: string,
  settings: FlowSettings,
  more: Partial<Pick<Translated, 'outlets' | 'changes'>> = {},
): Translated => ({ type, settings, outlets: onward, changes: [], ...more });

/** The vendor writes a variable with or without braces. */
const asExpression = (text: string): string =>
  text === '' || text.includes('{{') ? text : `{{ ${text} }}`;

const assignmentOf = (value: unknown) => {
  const row = fieldsOf(value);
  const source = textOf(row['literal']) || textOf(row['expr']);
  const isVariable = row['setTo'] === 'set-to-variable';
  const target = textOf(row['tgtVariable']) || textOf(row['targetVariable']) || source;
  return {
    variable: textOf(row['srcVariable']),
    value: isVariable ? asExpression(target) : source,
  };
};

const setVariable: Translate = ({ properties }) => {
  const rows = listOf(properties['setVariablesArray']);
  const assignments = (rows.length > 0 ? rows : [properties]).map(assignmentOf);
  return translated('setVariable', { assignments });
};

const condition: Translate = ({ properties }) =>
  translated(
    'condition',
    { by: 'expression', expression: textOf(properties['expression']) },
    { outlets: { true: 'yes', false: 'no', error: 'error' } },
  );

/** Names of outlets keep to letters, digits and spaces. */
const outletNames = (texts: readonly string[]): readonly string[] => {
  const taken = new Set(['default', 'error']);
  return texts.map((text, index) => {
    const plain = text
      .replaceAll(/[^A-Za-z0-9_ -]/g, '')
      .trim()
      .slice(0, 50);
    const base = /^[A-Za-z0-9_]/.test(plain) ? plain : `case ${index + 1}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base} ${number}`;
    taken.add(name);
    return name;
  });
};

const caseStatement: Translate = ({ properties }) => {
  const ports = listOf(properties['menuLinks']).map(textOf);
  const inputs = listOf(properties['menuLinks:input'] ?? properties['menuLinks_input']).map(textOf);
  const names = outletNames(ports.map((port, index) => inputs[index] ?? port));
  const cases = ports.map((port, index) => ({
    name: names[index] ?? port,
    is: inputs[index] ?? port,
  }));
  const byPort = Object.fromEntries(ports.map((port, index) => [port, names[index] ?? port]));
  return translated(
    'case',
    { value: asExpression(textOf(properties['expression'])), cases },
    { outlets: { ...byPort, default: 'default', error: 'error' } },
  );
};

const extractionOf = (value: unknown): FlowValue[] =>
  listOf(value).map((one) => {
    const { outputVariable, jsonPathExp } = fieldsOf(one);
    return { variable: textOf(outputVariable), path: textOf(jsonPathExp) };
  });

const parse: Translate = ({ properties }) =>
  translated('parse', {
    input: asExpression(textOf(properties['inputVariable'])),
    contentType: textOf(properties['contentType']) || 'JSON',
    parse: extractionOf(properties['outputVariableArray']),
  });

const pairsOf = (value: unknown): FlowValue[] =>
  isFields(value)
    ? Object.entries(value).map(([name, one]) => ({ name, value: textOf(one) }))
    : listOf(value).map((one) => {
        const { key, name, value: written } = fieldsOf(one);
        return { name: textOf(key) || textOf(name), value: textOf(written) };
      });

const known: ReadonlySet<string> = new Set(contentTypes);

const bodyOf = (properties: WebexActivity['properties'], type: string): FlowSettings => {
  const body = properties['httpRequestBody'];
  if (type === 'Form URL Encoded') return { formFields: pairsOf(fieldsOf(body)) };
  if (type === 'Form Data')
    return {
      formData: listOf(properties['httpRequestBodyFormData']).map((one) => {
        const { key, type: part, value } = fieldsOf(one);
        const isFile = textOf(part).toLowerCase() === 'file';
        return { name: textOf(key), type: isFile ? 'File' : 'Text', value: textOf(value) };
      }),
    };
  if (type === 'GraphQL') {
    const { query, variables } = fieldsOf(properties['httpRequestBodyGQL']);
    return { graphqlQuery: textOf(query), graphqlVariables: textOf(variables) };
  }
  if (type === 'File') {
    const { content, fileName } = fieldsOf(properties['httpRequestBodyFiles']);
    return { fileContent: textOf(content), fileName: textOf(fileName) };
  }
  return textOf(body) === '' ? {} : { body: textOf(body) };
};

const numberOf = (value: unknown, otherwise: number): number => {
  const number = Number(textOf(value));
  return textOf(value) !== '' && Number.isInteger(number) ? number : otherwise;
};

const httpRequest: Translate = ({ properties }) => {
  const connector =
    textOf(properties['connectorId:name']) ||
    textOf(properties['connectorId_name']) ||
    textOf(properties['connectorId']);
  const uses = properties['authenticated'] === true || connector !== '';
  const written = textOf(properties['httpContentType']) || 'None';
  const contentType = known.has(written) ? written : 'Other';
  const method = textOf(properties['httpRequestMethod']).toUpperCase() || 'GET';
  const settings: FlowSettings = {
    useAuthenticatedEndpoint: uses,
    ...(uses
      ? {
          authentication: 'connector',
          connector,
          requestPath: textOf(properties['httpRequestPath']),
        }
      : { requestUrl: textOf(properties['httpRequestUrl']) }),
    method: httpMethods.some((one) => one === method) ? method : 'GET',
    queryParameters: pairsOf(properties['httpQueryParameters']),
    headers: pairsOf(properties['httpRequestHeaders']),
    contentType,
    ...(contentType === 'Other' ? { customContentType: written } : {}),
    ...bodyOf(properties, contentType),
    responseTimeoutMs: numberOf(properties['httpResponseTimeout'], 2000),
    retries: numberOf(properties['retryAttempts'], 1),
    parseContentType: textOf(properties['contentType']) || 'JSON',
    parse: extractionOf(properties['outputVariableArray']),
  };
  const changes = uses ? [`A connector named "${connector}" must exist here.`] : [];
  return translated('httpRequest', settings, { changes });
};

const businessHours: Translate = () =>
  translated(
    'businessHours',
    { timeZone: 'UTC', hours: [], holidays: [], overrides: [] },
    {
      outlets: {
        workingHours: 'workingHours',
        holidays: 'holidays',
        override: 'override',
        default: 'default',
        error: 'error',
      },
      changes: ['The schedule is not part of the export: enter hours and time zone.'],
    },
  );

const queueContact: Translate = ({ properties }, kind) => {
  if (kind !== 'inboundMessage') return null;
  const variable = textOf(properties['destinationVariable']);
  const name =
    textOf(properties['destination:name']) ||
    textOf(properties['destination_name']) ||
    textOf(properties['queueId']) ||
    textOf(properties['destination']);
  const priority =
    textOf(properties['priority']) || asExpression(textOf(properties['priorityVariable']));
  return translated(
    'transferToAcd',
    {
      queue: variable === '' ? name : asExpression(variable),
      ...(priority === '' ? {} : { priority }),
    },
    {
      outlets: { failure: 'failure', error: 'error', default: '' },
      changes: [
        'The flow ends with the transfer: what followed while the customer waits is left out.',
      ],
    },
  );
};

const playMessage: Translate = ({ properties }, kind) => {
  const type = { inboundMessage: 'sendResponse', bot: 'say', automation: null, copilot: null }[
    kind
  ];
  if (type === null) return null;
  const text = listOf(properties['promptsTts'] ?? properties['prompts'])
    .map((one) => fieldsOf(one))
    .filter((one) => one['type'] === 'tts')
    .map((one) => textOf(one['value']))
    .join(' ');
  return translated(type, { text }, { changes: ['The spoken message is sent as a text.'] });
};

const disconnect: Translate = (_, kind) =>
  translated(kind === 'inboundMessage' ? 'disconnect' : 'end', {}, { outlets: {} });

/** By the vendor's name of the activity. */
export const webexActivities: Readonly<Record<string, Translate>> = {
  'set-variable': setVariable,
  'condition-activity': condition,
  'case-statement': caseStatement,
  'parse-activity': parse,
  'http-request-v2': httpRequest,
  'http-request': httpRequest,
  'business-hours': businessHours,
  'queue-contact': queueContact,
  'play-message': playMessage,
  'disconnect-contact': disconnect,
  end: () => translated('end', {}, { outlets: {} }),
};
