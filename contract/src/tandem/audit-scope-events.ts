import type { AuditAction } from './audit-catalogue.ts';
import { type AuditScope, on, reads, runtime } from './audit-scope-words.ts';

const eventBuses = '/tandem/events/buses';
const inBus = `${eventBuses}/{busId}`;
const apiDestinations = '/tandem/events/api-destinations';
const [eventRule, eventReplay] = [on('eventRule'), on('eventReplay')];
// Insecure strings that are typed into a connection have entries of their own besides.
const apiDestination = (...action: AuditAction[]) =>
  on('apiDestination')(...action, 'insecureString');

const embeddedBuses: Readonly<Record<string, AuditScope>> = {
  'POST /tandem/events/patterns/test': reads,
  'PATCH /tandem/events/partner-sources/{partnerSourceId}': on('partnerSource')('update'),
  'POST /tandem/events/partner-sources/{partnerSourceId}/associate':
    on('partnerSource')('activate'),
  [`DELETE ${inBus}`]: on('eventBus')('delete'),
  [`POST ${inBus}/rules`]: eventRule('create'),
  [`PUT ${inBus}/rules/{ruleId}`]: eventRule('update'),
  [`DELETE ${inBus}/rules/{ruleId}`]: eventRule('delete'),
  [`POST ${apiDestinations}`]: apiDestination('create'),
  [`PUT ${apiDestinations}/{apiDestinationId}`]: apiDestination('update'),
  [`DELETE ${apiDestinations}/{apiDestinationId}`]: on('apiDestination')('delete'),
  [`POST ${inBus}/test-events`]: runtime('Tries the rules; the list of events tells of it.'),
  [`POST ${inBus}/deliveries/redrive`]: on('eventBus')('redrive'),
  [`POST ${inBus}/archives`]: on('eventArchive')('create'),
  [`DELETE ${inBus}/archives/{archiveId}`]: on('eventArchive')('delete'),
  [`POST ${inBus}/replays`]: eventReplay('create'),
  [`POST ${inBus}/replays/{replayId}/cancel`]: eventReplay('update'),
};

const installed = '/api/v2/integrations';
const anInstalled = `${installed}/{integrationId}`;
const app = on('integration');

const appIntegrations: Readonly<Record<string, AuditScope>> = {
  [`POST ${installed}`]: app('create'),
  [`PATCH ${anInstalled}`]: app('activate', 'deactivate'),
  [`DELETE ${anInstalled}`]: app('delete'),
  [`PUT ${anInstalled}/config/current`]: app('update'),
  'PUT /tandem/integrations/{integrationId}/delivery': app('update', 'insecureString'),
  [`PUT ${installed}/botconnector/{integrationId}/bots`]: app('update'),
  [`POST ${installed}/credentials`]: on('credential')('create'),
  [`PUT ${installed}/credentials/{credentialId}`]: on('credential')('update'),
  [`DELETE ${installed}/credentials/{credentialId}`]: on('credential')('delete'),
};

const triggers = '/api/v2/processautomation/triggers';
const aTrigger = `${triggers}/{triggerId}`;
const trigger = on('trigger');

const eventTriggers: Readonly<Record<string, AuditScope>> = {
  [`POST ${triggers}`]: trigger('create'),
  [`PUT ${aTrigger}`]: trigger('update'),
  [`DELETE ${aTrigger}`]: trigger('delete'),
  [`POST ${aTrigger}/test`]: reads,
  [`POST ${triggers}/topics/{topicName}/test`]: reads,
};

const destinations = '/tandem/events/destinations';
const aDestination = `${destinations}/{destinationId}`;
const destination = on('destination');

const eventDestinations: Readonly<Record<string, AuditScope>> = {
  [`POST ${destinations}`]: destination('create'),
  [`PUT ${aDestination}`]: destination('update'),
  [`DELETE ${aDestination}`]: destination('delete'),
  [`POST ${aDestination}/pause`]: destination('deactivate'),
  [`POST ${aDestination}/resume`]: destination('activate'),
  [`POST ${aDestination}/test`]: runtime('Sends one event that says it is a test.'),
  [`POST ${aDestination}/replays`]: destination('replay'),
  [`POST ${aDestination}/dead-letters/redrive`]: destination('redrive'),
};

/** What the audit log tells of event buses, app integrations, destinations and triggers. */
export const eventScopes: Readonly<Record<string, AuditScope>> = {
  ...embeddedBuses,
  ...appIntegrations,
  ...eventTriggers,
  ...eventDestinations,
};
