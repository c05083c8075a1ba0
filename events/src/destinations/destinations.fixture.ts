import type { AuditNote, Handler, OperationSpec, Principal } from '@tandem/contract';
import { topics } from '@tandem/contract';
import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createTestIds,
  type Database,
  derivedUuid,
  parseEgressRule,
  silentLog,
  systemClock,
} from '@tandem/kit';
import type { EventSecrets } from '../event-secrets.port.ts';
import type { RenderEvents } from './destination.model.ts';
import { createDestinations } from './destinations.ts';

export const principalOf = (org: string): Principal => ({
  ...{ org, kind: 'user', userId: derivedUuid('admin', org), clientId: derivedUuid('console') },
  ...{ tokenId: derivedUuid('token'), permissions: new Set<string>(), bundled: false },
});

/** Turned around instead of sealed, so that what is stored differs from what was typed. */
const turned = (text: string) => [...text].toReversed().join('');

const testSecrets: EventSecrets = {
  async keep(_by, { asked, stored }) {
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (asked.value === undefined) {
      if (!stored) throw new Error('there is no such secret');
      return { source: stored, note: null };
    }
    return { source: { kind: 'insecure', sealed: turned(asked.value) }, note: null };
  },
  open: async (_org, { source }) => (source.kind === 'insecure' ? turned(source.sealed) : ''),
};

/** A topic that the product knows, for requests that are checked against its table. */
export const known =
  topics.find(({ template }) => template.endsWith('customer.end'))?.template ?? '';

/** Every event of a test is of the known topic. */
export const renderKnown: RenderEvents = async (events, wanted) =>
  wanted.has(known)
    ? events.map((event) => ({
        id: derivedUuid(event.position.xid, String(event.position.id)),
        ...{ org: event.org, position: event.position, key: event.key, topic: known },
        ...{
          topicName: known.replace('{id}', event.key),
          eventBody: event.data as Record<string, unknown>,
        },
        ...{ correlationId: event.correlationId, at: event.at },
      }))
    : [];

/** Destinations of one node with every driver, and a caller of their operations. */
export const createDestinationsNode = (
  db: Database,
  options: {
    name?: string;
    clock?: Clock;
    allow?: readonly string[];
    render?: RenderEvents;
    /** Whoever asks may use the identity that the node has at AWS. */
    ofAwsEnvironment?: boolean;
  } = {},
) => {
  const {
    name = 'node',
    clock = systemClock,
    allow = ['127.0.0.0/8'],
    render = renderKnown,
  } = options;
  const guard = createEgressGuard({ allow: allow.map(parseEgressRule) });
  const http = createHttpClient({ guard });
  const notes: AuditNote[] = [];
  const hearers = new Map<string, () => void>();
  const destinations = createDestinations({
    ...{ db, clock, guard, http, render, log: silentLog, ids: createTestIds(name), nodeId: name },
    audit: async (_tx, note) => void notes.push(note),
    secrets: testSecrets,
    ofAwsEnvironment: () => options.ofAwsEnvironment ?? false,
    listener: {
      listen: async (channel, hear) => void hearers.set(channel, () => hear('')),
      onGap: () => {},
    },
  });
  const call = async <T>(
    operation: OperationSpec,
    given: { org: string; params?: object; query?: object; body?: unknown },
  ): Promise<T> => {
    const handler = destinations.handlers.find((one) => one.operation === operation) as Handler;
    const { org, params = {}, query = {}, body = {} } = given;
    const reply = await handler.run({
      ...{
        principal: principalOf(org),
        params,
        query,
        body,
        headers: {},
        correlationId: 'request',
      },
      ...{ origin: '', clientOrigin: '', address: '', signal: new AbortController().signal },
    } as Parameters<Handler['run']>[0]);
    return reply.body as T;
  };
  return {
    ...{ destinations, call, notes },
    hear: (channel: string) => hearers.get(channel)?.(),
    async stop() {
      await destinations.stop();
      await http.close();
    },
  };
};
