import type { ConnectionCheck } from '@tandem/contract';
import { type Fields, fieldsOf, isSameText } from '@tandem/kit';
import { failed, passed, say, warned } from '../../checks/index.ts';
import type { OpenPart } from '../../endpoints/index.ts';
import type { EndSignal } from '../provider.model.ts';

/** Who tells that a chat may be over: the notification socket, an event bus, or a trigger of the contact centre. */
export const endDetectors = ['socket', 'eventBridge', 'trigger'] as const;
export type EndDetector = (typeof endDetectors)[number];

/** Ids, addresses, topics and names of sources are plain; what holds anything else must not reach a query. */
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\x21-\x7e]{1,256}$/.test(value) ? value : null;
const present = (values: readonly (string | null)[]): string[] =>
  values.filter((value) => value !== null);

/** Topics of a conversation's course, as templates or with its id. */
const course = /^v2\.detail\.events\.conversation\..+\.(customer\.end|user\.end|acw|acd\.end)$/;

const readEvent = (body: Fields): EndSignal | null => {
  const topic = textOf(body['detail-type']);
  const source = textOf(body['source']);
  const detail = fieldsOf(body['detail']);
  const event = fieldsOf(detail['eventBody']);
  if (!topic || !source) return null;
  const resources = Array.isArray(body['resources']) ? body['resources'].map(textOf) : [];
  return {
    detector: 'eventBridge',
    id: textOf(body['id']),
    topic,
    isAboutEnd: course.test(topic),
    conversation: textOf(event['conversationId']),
    // On the customer's side the direction is reversed: either may be the customer.
    customers: present([textOf(event['addressTo']), textOf(event['addressFrom'])]),
    sources: present([source, ...resources]),
  };
};

const readTrigger = (body: Fields): EndSignal | null => {
  const topic = textOf(body['topic']);
  const customers = present([textOf(body['userId']), textOf(body['addressTo'])]);
  const conversation = textOf(body['conversationId']);
  if (!topic || (customers.length === 0 && !conversation)) return null;
  return {
    detector: 'trigger',
    id: textOf(body['eventId']),
    topic,
    isAboutEnd: course.test(topic),
    conversation,
    customers,
    sources: [],
  };
};

/** Reads an event of an event bus, or the body that a trigger's workflow sends; null for what is neither. */
export const readGenesysSignal = (value: unknown): EndSignal | null => {
  const body = fieldsOf(value);
  // Webhooks of messages carry a channel and are signed.
  return 'channel' in body ? null : (readEvent(body) ?? readTrigger(body));
};

export const detectorOf = ({ settings }: OpenPart): EndDetector =>
  endDetectors.find((detector) => detector === settings['endDetector']) ?? 'socket';

/** The key as it is, without a scheme, compared in constant time. */
const hasKey = (part: OpenPart, authorization: string | string[] | undefined): boolean => {
  const key = part.secrets['eventKey'];
  return Boolean(key) && typeof authorization === 'string' && isSameText(authorization, key ?? '');
};

/** The source ends with the suffix of the endpoint, which is the organisation's id unless another is typed. */
const isFromSource = ({ settings }: OpenPart, org: string, { sources }: EndSignal): boolean => {
  const suffix = textOf(settings['eventSourceSuffix']) ?? org;
  return sources.some((source) => source.endsWith(`/${suffix}`));
};

/** Whether a signal may be believed: its detector is the chosen one, it has the key, and it comes from the source. */
export const verifyGenesysSignal = (input: {
  part: OpenPart;
  org: string;
  signal: EndSignal;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}): 'proved' | 'unproved' | null => {
  const { part, org, signal, headers } = input;
  if (detectorOf(part) !== signal.detector) return null;
  const known = hasKey(part, headers['authorization']);
  if (signal.detector === 'eventBridge')
    return known && isFromSource(part, org, signal) ? 'proved' : null;
  if (known) return 'proved';
  return part.settings['triggerWithoutKey'] === true ? 'unproved' : null;
};

/** What a test says of the chosen detector; null for the socket, which needs nothing of its own. */
export const endDetectorCheck = (part: OpenPart): ConnectionCheck | null => {
  const detector = detectorOf(part);
  if (detector === 'socket') return null;
  const check = 'endDetector';
  if (part.secrets['eventKey']) return passed(check, say('eventKeySet'));
  if (detector === 'trigger' && part.settings['triggerWithoutKey'] === true)
    return warned(check, say('triggersOpen'));
  return failed(check, say('eventKeyMissing'));
};
