import type { PartnerSource } from '@tandem/contract';
import { startTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { startBusTarget } from './bus-target.ts';

export const presence = 'v2.users.{id}.presence';
const type = 'amazon-eventbridge-source';
const integrations = '/api/v2/integrations';
type Found<T> = { readonly entities: readonly T[] };
type Definition = { readonly id: string; readonly systemPresence: string };

/** A whole Tandem, somebody else's target of its events, and what a script does there over the API. */
export const startEventBridgeSite = async () => {
  const target = await startBusTarget();
  // The target is on this machine, which an operator must allow.
  const tandem = await startTandem({ TANDEM_EGRESS_ALLOW: '127.0.0.1' });
  const { admin, adminId, org } = tandem;
  let changes = 0;
  const nameOf = (suffix: string) => `aws.partner/genesys.com/cloud/${org}/${suffix}`;
  const sourceCalled = async (suffix: string) => {
    const path = '/tandem/events/partner-sources';
    const { entities } = await admin.ok<Found<PartnerSource>>('GET', path);
    return entities.find(({ name }) => name === nameOf(suffix));
  };
  const install = async () => {
    const body = { integrationType: { id: type } };
    return (await admin.ok<{ id: string }>('POST', integrations, body)).id;
  };
  const configure = async (id: string, properties: object) => {
    const current = `${integrations}/${id}/config/current`;
    const saved = await admin.ok<{ properties: object }>('GET', current);
    const next = { ...saved, properties: { ...saved.properties, ...properties } };
    await admin.ok('PUT', current, next);
  };
  return {
    tandem,
    target,
    /** The full name of the partner event source. */
    nameOf,
    sourceCalled,
    install,
    configure,
    /** Somebody without any right. */
    async addNobody() {
      const home = '/api/v2/authorization/divisions/home';
      const { id: divisionId } = await admin.ok<{ id: string }>('GET', home);
      const nobody = { email: 'nobody@example.com', password: 'long enough to be taken' };
      await admin.ok('POST', '/api/v2/users', { ...nobody, name: 'Nobody', divisionId });
      return nobody;
    },
    /** Another integration, which sends every presence to a source of its own from now on. */
    async addWitness() {
      const id = await install();
      await configure(id, {
        ...{ awsAccountId: '999999999999', awsAccountRegion: 'eu-west-1' },
        ...{ eventSourceSuffix: 'witness', eventFilter: [presence] },
      });
      await admin.ok('PATCH', `${integrations}/${id}`, { intendedState: 'ENABLED' });
    },
    /** The administrator's presence changes, which is an event. It is over when the witness has it. */
    async change(name: string) {
      const path = '/api/v2/presence/definitions';
      const { entities } = await admin.ok<Found<Definition>>('GET', path);
      const wanted = entities.find(({ systemPresence }) => systemPresence.toLowerCase() === name);
      await admin.ok('PATCH', `/api/v2/users/${adminId}/presences/purecloud`, {
        presenceDefinition: { id: wanted?.id },
      });
      changes += 1;
      await until(`the witness knows of ${name}`, async () => {
        return (await sourceCalled('witness'))?.keptEvents === changes;
      });
    },
    async [Symbol.asyncDispose]() {
      await tandem[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
    },
  };
};

export type EventBridgeSite = Awaited<ReturnType<typeof startEventBridgeSite>>;
