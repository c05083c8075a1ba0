import { Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import {
  DestinationCall,
  DestinationDeadLetter,
  DestinationKindView,
  DestinationRemote,
  DestinationReplay,
  DestinationReplayRequest,
  DestinationRequest,
  DestinationTest,
  EventDestination,
  mostRedriven,
  TopicVolume,
} from './destination-shapes.ts';

const base = '/tandem/events/destinations';
const one = `${base}/{destinationId}` as const;
const params = Type.Object({ destinationId: Type.String() });
const may = (action: 'view' | 'add' | 'edit' | 'delete') => ({
  all: [`integrations:integration:${action}`],
});
const body = EventDestination;

const administration = {
  getEventDestinationKinds: {
    method: 'GET',
    path: '/tandem/events/destination-kinds',
    permission: may('view'),
    reply: { 200: Type.Object({ kinds: Type.Array(DestinationKindView) }) },
  },
  /** Of every topic that can be sent, or of those that are named. */
  getEventVolume: {
    method: 'GET',
    path: '/tandem/events/volume',
    permission: may('view'),
    reply: { 200: Type.Object({ topics: Type.Array(TopicVolume) }) },
  },
  getEventDestinations: {
    method: 'GET',
    path: base,
    permission: may('view'),
    query: PageQuery,
    reply: { 200: listing<EventDestination>(EventDestination) },
  },
  postEventDestinations: {
    method: 'POST',
    path: base,
    permission: may('add'),
    body: DestinationRequest,
    reply: { 201: body },
  },
  getEventDestination: {
    method: 'GET',
    path: one,
    permission: may('view'),
    params,
    reply: { 200: body },
  },
  putEventDestination: {
    method: 'PUT',
    path: one,
    permission: may('edit'),
    params,
    body: DestinationRequest,
    reply: { 200: body },
  },
  deleteEventDestination: {
    method: 'DELETE',
    path: one,
    permission: may('delete'),
    params,
    reply: { 204: null },
  },
} as const satisfies Operations;

/** Where events go, besides what integrations make: ours alone. */
export const destinationOperations = {
  ...administration,
  postEventDestinationPause: {
    method: 'POST',
    path: `${one}/pause`,
    permission: may('edit'),
    params,
    reply: { 200: body },
  },
  postEventDestinationResume: {
    method: 'POST',
    path: `${one}/resume`,
    permission: may('edit'),
    params,
    reply: { 200: body },
  },
  getEventDestinationRemote: {
    method: 'GET',
    path: `${one}/remote`,
    permission: may('view'),
    params,
    reply: { 200: DestinationRemote },
  },
  /** Sends one event that says it is a test, past everything that waits. */
  postEventDestinationTest: {
    method: 'POST',
    path: `${one}/test`,
    permission: may('edit'),
    params,
    reply: { 200: DestinationTest },
  },
  getEventDestinationReplays: {
    method: 'GET',
    path: `${one}/replays`,
    permission: may('view'),
    params,
    reply: { 200: Type.Object({ entities: Type.Array(DestinationReplay) }) },
  },
  /** Sends a part of the log once more, beside what is new. Events keep their ids. */
  postEventDestinationReplays: {
    method: 'POST',
    path: `${one}/replays`,
    permission: may('edit'),
    params,
    body: DestinationReplayRequest,
    reply: { 201: DestinationReplay },
  },
  getEventDestinationDeadLetters: {
    method: 'GET',
    path: `${one}/dead-letters`,
    permission: may('view'),
    params,
    query: PageQuery,
    reply: { 200: listing<DestinationDeadLetter>(DestinationDeadLetter) },
  },
  /** Those that are named, or the oldest that wait. */
  postEventDestinationDeadLettersRedrive: {
    method: 'POST',
    path: `${one}/dead-letters/redrive`,
    permission: may('edit'),
    params,
    body: Type.Object({
      eventIds: Type.Optional(
        Type.Array(Type.String({ format: 'uuid' }), { maxItems: mostRedriven }),
      ),
    }),
    reply: { 200: Type.Object({ redriven: Type.Integer() }) },
  },
  /** The last calls, the latest first. `failed`: only those that did not go well. */
  getEventDestinationCalls: {
    method: 'GET',
    path: `${one}/calls`,
    permission: may('view'),
    params,
    query: Type.Object({ ...PageQuery.properties, failed: Type.Optional(Type.Boolean()) }),
    reply: { 200: listing<DestinationCall>(DestinationCall) },
  },
} as const satisfies Operations;
