import { Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import {
  ApiDestination,
  ApiDestinationRequest,
  BusDelivery,
  BusDeliveryDetail,
  BusEvent,
  busDeliveryStates,
  EventArchive,
  EventArchiveRequest,
  EventBus,
  EventReplay,
  EventReplayRequest,
  EventRule,
  EventRuleRequest,
  PartnerSource,
  PartnerSourceRequest,
  TestEventRequest,
} from './event-buses.ts';

const base = '/tandem/events';
const buses = `${base}/buses`;
const aBus = `${buses}/{busId}`;
const destinations = `${base}/api-destinations`;
const may = (action: 'view' | 'add' | 'edit' | 'delete') => ({
  all: [`integrations:integration:${action}`],
});
const text = Type.String();
const inBus = Type.Object({ busId: text });
const source = Type.Object({ partnerSourceId: text });
const rule = Type.Object({ busId: text, ruleId: text });
const destination = Type.Object({ apiDestinationId: text });
const archive = Type.Object({ busId: text, archiveId: text });
const replay = Type.Object({ busId: text, replayId: text });
const delivery = Type.Object({ busId: text, busDeliveryId: text });

/** Partner event sources and event buses that Tandem brings along, as AWS keeps them: ours alone. */
export const eventBusOperations = {
  getPartnerSources: {
    method: 'GET',
    path: `${base}/partner-sources`,
    permission: may('view'),
    query: PageQuery,
    reply: { 200: listing<PartnerSource>(PartnerSource) },
  },
  patchPartnerSource: {
    method: 'PATCH',
    path: `${base}/partner-sources/{partnerSourceId}`,
    permission: may('edit'),
    params: source,
    body: PartnerSourceRequest,
    reply: { 200: PartnerSource },
  },
  /** Makes the bus of the source, or revives the one that stands there from a source before. */
  postPartnerSourceAssociate: {
    method: 'POST',
    path: `${base}/partner-sources/{partnerSourceId}/associate`,
    permission: may('edit'),
    params: source,
    reply: { 200: EventBus },
  },
  getEventBuses: {
    method: 'GET',
    path: buses,
    permission: may('view'),
    query: PageQuery,
    reply: { 200: listing<EventBus>(EventBus) },
  },
  getEventBus: {
    method: 'GET',
    path: aBus,
    permission: may('view'),
    params: inBus,
    reply: { 200: EventBus },
  },
  /** Its source is PENDING again; a bus with rules is not deleted. */
  deleteEventBus: {
    method: 'DELETE',
    path: aBus,
    permission: may('delete'),
    params: inBus,
    reply: { 204: null },
  },
  getEventRules: {
    method: 'GET',
    path: `${aBus}/rules`,
    permission: may('view'),
    params: inBus,
    query: PageQuery,
    reply: { 200: listing<EventRule>(EventRule) },
  },
  postEventRules: {
    method: 'POST',
    path: `${aBus}/rules`,
    permission: may('edit'),
    params: inBus,
    body: EventRuleRequest,
    reply: { 201: EventRule },
  },
  getEventRule: {
    method: 'GET',
    path: `${aBus}/rules/{ruleId}`,
    permission: may('view'),
    params: rule,
    reply: { 200: EventRule },
  },
  putEventRule: {
    method: 'PUT',
    path: `${aBus}/rules/{ruleId}`,
    permission: may('edit'),
    params: rule,
    body: EventRuleRequest,
    reply: { 200: EventRule },
  },
  deleteEventRule: {
    method: 'DELETE',
    path: `${aBus}/rules/{ruleId}`,
    permission: may('delete'),
    params: rule,
    reply: { 204: null },
  },
  getApiDestinations: {
    method: 'GET',
    path: destinations,
    permission: may('view'),
    query: PageQuery,
    reply: { 200: listing<ApiDestination>(ApiDestination) },
  },
  postApiDestinations: {
    method: 'POST',
    path: destinations,
    permission: may('add'),
    body: ApiDestinationRequest,
    reply: { 201: ApiDestination },
  },
  getApiDestination: {
    method: 'GET',
    path: `${destinations}/{apiDestinationId}`,
    permission: may('view'),
    params: destination,
    reply: { 200: ApiDestination },
  },
  putApiDestination: {
    method: 'PUT',
    path: `${destinations}/{apiDestinationId}`,
    permission: may('edit'),
    params: destination,
    body: ApiDestinationRequest,
    reply: { 200: ApiDestination },
  },
  deleteApiDestination: {
    method: 'DELETE',
    path: `${destinations}/{apiDestinationId}`,
    permission: may('delete'),
    params: destination,
    reply: { 204: null },
  },
  postEventBusTestEvents: {
    method: 'POST',
    path: `${aBus}/test-events`,
    permission: may('edit'),
    params: inBus,
    body: TestEventRequest,
    reply: { 201: BusEvent },
  },
  /** The last events, newest first. */
  getEventBusEvents: {
    method: 'GET',
    path: `${aBus}/events`,
    permission: may('view'),
    params: inBus,
    query: PageQuery,
    reply: { 200: listing<BusEvent>(BusEvent) },
  },
  getEventBusDeliveries: {
    method: 'GET',
    path: `${aBus}/deliveries`,
    permission: may('view'),
    params: inBus,
    query: Type.Object({
      ...PageQuery.properties,
      state: Type.Optional(Type.Enum([...busDeliveryStates])),
      ruleId: Type.Optional(text),
      eventId: Type.Optional(text),
    }),
    reply: { 200: listing<BusDelivery>(BusDelivery) },
  },
  getEventBusDelivery: {
    method: 'GET',
    path: `${aBus}/deliveries/{busDeliveryId}`,
    permission: may('view'),
    params: delivery,
    reply: { 200: BusDeliveryDetail },
  },
  /** Sends dead letters again, behind what waits. Without ids: all of the bus, up to ten thousand a call. */
  postEventBusDeliveriesRedrive: {
    method: 'POST',
    path: `${aBus}/deliveries/redrive`,
    permission: may('edit'),
    params: inBus,
    body: Type.Object({ deliveryIds: Type.Optional(Type.Array(text, { maxItems: 1000 })) }),
    reply: { 200: Type.Object({ redriven: Type.Integer() }) },
  },
  getEventArchives: {
    method: 'GET',
    path: `${aBus}/archives`,
    permission: may('view'),
    params: inBus,
    query: PageQuery,
    reply: { 200: listing<EventArchive>(EventArchive) },
  },
  postEventArchives: {
    method: 'POST',
    path: `${aBus}/archives`,
    permission: may('edit'),
    params: inBus,
    body: EventArchiveRequest,
    reply: { 201: EventArchive },
  },
  deleteEventArchive: {
    method: 'DELETE',
    path: `${aBus}/archives/{archiveId}`,
    permission: may('delete'),
    params: archive,
    reply: { 204: null },
  },
  getEventReplays: {
    method: 'GET',
    path: `${aBus}/replays`,
    permission: may('view'),
    params: inBus,
    query: PageQuery,
    reply: { 200: listing<EventReplay>(EventReplay) },
  },
  postEventReplays: {
    method: 'POST',
    path: `${aBus}/replays`,
    permission: may('edit'),
    params: inBus,
    body: EventReplayRequest,
    reply: { 201: EventReplay },
  },
  postEventReplayCancel: {
    method: 'POST',
    path: `${aBus}/replays/{replayId}/cancel`,
    permission: may('edit'),
    params: replay,
    reply: { 200: EventReplay },
  },
} as const satisfies Operations;
