import type { DestinationDriver } from './destination.model.ts';
import { type DestinationRecord, destinationSecretContext } from './destination.types.ts';
import type { DestinationDeps } from './destinations.deps.ts';

/** Opens the secrets of a destination, and its driver with them. @throws PublicError saying what is missing */
export const openDestination = async (
  { kinds, secrets }: Pick<DestinationDeps, 'kinds' | 'secrets'>,
  destination: DestinationRecord,
): Promise<DestinationDriver> => {
  const { id, org, name, settings, source, envelope } = destination;
  const kind = kinds.require(destination.kind);
  const stored = Object.entries({
    ...destination.secretSources,
    ...Object.fromEntries(
      Object.entries(destination.secrets).map(([setting, sealed]) => [
        setting,
        { kind: 'insecure', sealed } as const,
      ]),
    ),
  });
  const opened = await Promise.all(
    stored.map(async ([setting, one]) => {
      const context = destinationSecretContext(id, setting);
      return [setting, await secrets.open(org, { source: one, context })] as const;
    }),
  );
  const given = { id, org, name, settings, source, envelope };
  return kind.open({ ...given, secrets: Object.fromEntries(opened) });
};
