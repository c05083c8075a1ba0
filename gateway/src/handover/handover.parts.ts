import { isUuid } from '@tandem/kit';
import type { EndpointDirectory, OpenEndpoint, OpenPart } from '../endpoints/index.ts';
import type { ProviderDirectory } from '../handover-providers/index.ts';
import { type Handover, isStarted } from './handover.model.ts';

export type PartsDeps = {
  readonly directory: EndpointDirectory;
  /** Handover providers of the organisations. */
  readonly objects: ProviderDirectory;
};

/**
 * The settings a handover goes by: those it began with, whatever its endpoint has chosen since. Null: they are gone,
 * or of another kind by now. One that has not begun takes them as they are stored: from then on nobody changes where
 * it runs.
 */
export const partOfHandover = async (
  { directory, objects }: PartsDeps,
  handover: Pick<Handover, 'endpointId' | 'providerId' | 'provider'> &
    Partial<Pick<Handover, 'remote'>>,
): Promise<OpenPart | null> => {
  const { providerId, endpointId, provider, remote } = handover;
  const find = remote && !isStarted({ remote }) ? 'fresh' : 'byId';
  const own = providerId ? null : (await directory[find](endpointId))?.handover;
  const part = providerId ? await objects[find](providerId) : own;
  // Of an endpoint that has chosen a provider since, its own settings are gone.
  if (!part || (!providerId && part.object)) return null;
  return part.kind === provider ? part : null;
};

/** Settings that a delivery may be for, and whose they are. */
export type PartOwner = {
  readonly org: string;
  /** Null: a provider of the organisation. */
  readonly endpointId: string | null;
  readonly part: OpenPart;
};

/** Whether a handover goes by the settings of that owner. */
export const goesBy = (
  { providerId, endpointId }: Pick<Handover, 'providerId' | 'endpointId'>,
  { part, endpointId: owner }: PartOwner,
): boolean => (part.object ? part.object.id === providerId : !providerId && owner === endpointId);

const ofEndpoint = (endpoint: OpenEndpoint): readonly PartOwner[] => {
  const { id, org, handover: part } = endpoint;
  return part && !part.object ? [{ org, endpointId: id, part }] : [];
};

const ofObject = (part: OpenPart): readonly PartOwner[] =>
  part.object ? [{ org: part.object.org, endpointId: null, part }] : [];

/** Everything that has learned the integration. */
export const ownersOfIntegration = async (
  { directory, objects }: PartsDeps,
  integrationId: string,
): Promise<readonly PartOwner[]> => {
  const endpoints = await directory.byIntegration(integrationId);
  const parts = await objects.byIntegration(integrationId);
  return [...parts.flatMap(ofObject), ...endpoints.flatMap(ofEndpoint)];
};

/** The provider or endpoint of that id. */
export const ownersById = async (
  { directory, objects }: PartsDeps,
  id: string,
): Promise<readonly PartOwner[]> => {
  if (!isUuid(id)) return [];
  const part = await objects.byId(id);
  if (part) return ofObject(part);
  const endpoint = await directory.byId(id);
  return endpoint ? ofEndpoint(endpoint) : [];
};

/** Whether the integration's webhooks are known to be the owner's. */
export const knowsIntegration = async (
  deps: PartsDeps,
  { part, endpointId }: PartOwner,
  integrationId: string,
): Promise<boolean> =>
  (await ownersOfIntegration(deps, integrationId)).some((known) =>
    part.object ? known.part.object?.id === part.object.id : known.endpointId === endpointId,
  );

/** Remembers whose webhooks those of the integration are. */
export const learnIntegration = (
  { directory, objects }: PartsDeps,
  { part, endpointId, org }: PartOwner,
  integrationId: string,
): Promise<void> => {
  if (part.object) return objects.learnIntegration(part.object, integrationId);
  return endpointId
    ? directory.learnIntegration({ id: endpointId, org }, integrationId)
    : Promise.resolve();
};
