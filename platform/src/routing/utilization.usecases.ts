import { type MediaUtilization, utilizationMedia } from '@tandem/contract';
import { type By, changesBetween, noteChange } from '../audit/index.ts';
import { ensureAgent, lockUsers, setCapacity } from '../presence/index.ts';
import { nameOf } from '../users/index.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';
import {
  findOrgUtilization,
  findUserUtilization,
  type UtilizationDoc,
  writeOrgUtilization,
  writeUserUtilization,
} from './utilization.store.ts';

/** What applies where nobody has said anything; conversations of messages as the vendor has them. */
export const defaultCapacities: Readonly<Record<(typeof utilizationMedia)[number], number>> = {
  call: 1,
  callback: 1,
  chat: 4,
  email: 1,
  message: 4,
  workitem: 4,
};

type Complete = Record<string, Required<MediaUtilization>>;

/** Every medium with the first level that says something about it. */
export const effective = (...levels: readonly (UtilizationDoc | null)[]): Complete =>
  Object.fromEntries(
    utilizationMedia.map((medium) => {
      const given = levels.map((level) => level?.[medium]).find((one) => one !== undefined);
      return [
        medium,
        {
          maximumCapacity: given?.maximumCapacity ?? defaultCapacities[medium],
          interruptableMediaTypes: given?.interruptableMediaTypes ?? [],
          includeNonAcd: given?.includeNonAcd ?? false,
        },
      ];
    }),
  );

/** Sets the organisation's capacities, or takes them back; media that are left out get the product's own. */
export const setOrgUtilization = async (
  deps: RoutingDeps,
  by: By,
  doc: UtilizationDoc | null,
): Promise<void> => {
  const { org } = by.principal;
  await deps.db.transaction(async (tx) => {
    const before = await findOrgUtilization(tx, org);
    await writeOrgUtilization(tx, org, doc);
    await noteChange(deps, tx, {
      by,
      action: 'update',
      entity: { type: 'routingSettings', id: org, name: 'utilization' },
      changes: changesBetween({ utilization: before }, { utilization: doc }),
    });
  });
  deps.wakeQueues([]);
};

/** @throws routingErrors.notFound (404) for nobody of the organisation. */
const nameOr404 = async ({ directory }: RoutingDeps, org: string, userId: string) => {
  const name = await nameOf(directory, org, userId);
  if (name === null) throw routingErrors.notFound();
  return name;
};

/** Sets a user's own capacities, or takes them back. @throws routingErrors.notFound (404) */
export const setUserUtilization = async (
  deps: RoutingDeps,
  by: By,
  { userId, doc }: { readonly userId: string; readonly doc: UtilizationDoc | null },
): Promise<void> => {
  const { org } = by.principal;
  const name = await nameOr404(deps, org, userId);
  const user = { org, userId };
  await deps.db.transaction(async (tx) => {
    await lockUsers(tx, org, [userId]);
    const before = await findUserUtilization(tx, user);
    await ensureAgent(tx, user, deps.clock.now());
    await writeUserUtilization(tx, user, doc);
    await setCapacity(tx, user, doc?.message?.maximumCapacity ?? null);
    await noteChange(deps, tx, {
      by,
      action: 'update',
      entity: { type: 'user', id: userId, name },
      changes: changesBetween({ utilization: before }, { utilization: doc }),
    });
  });
  deps.wakeQueues([]);
};

/** A user's capacities and whose settings they are. @throws routingErrors.notFound (404) */
export const userUtilization = async (deps: RoutingDeps, org: string, userId: string) => {
  await nameOr404(deps, org, userId);
  const [own, above] = await Promise.all([
    findUserUtilization(deps.db, { org, userId }),
    findOrgUtilization(deps.db, org),
  ]);
  return {
    utilization: effective(own, above),
    labelUtilizations: {},
    level: own === null ? ('Organization' as const) : ('Agent' as const),
  };
};
