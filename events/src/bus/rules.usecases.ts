import { type EventRuleRequest, type EventTargetRequest, eventBusLimits } from '@tandem/contract';
import { isUuid, type Transaction } from '@tandem/kit';
import { findApiDestinations } from './api-destinations.store.ts';
import { changesBetween, noteAct } from './bus.audit.ts';
import { busErrors } from './bus.errors.ts';
import type { BusDeps, By, RuleRecord, TargetRecord } from './bus.model.ts';
import { defaultEventAgeSeconds, defaultRetryAttempts } from './invocation.rules.ts';
import { lockedBus, openForRules } from './partner-sources.usecases.ts';
import { hasWildcards, patternFault } from './patterns.ts';
import { deleteRule, findRule, listRules, saveRule } from './rules.store.ts';

type Deps = Pick<BusDeps, 'db' | 'clock' | 'ids' | 'audit' | 'committed'>;

/** @throws busErrors.destinationUnknown, targetTwice (400) */
const checkedTargets = async (
  { ids }: Pick<Deps, 'ids'>,
  tx: Transaction,
  { org, asked }: { org: string; asked: readonly EventTargetRequest[] },
): Promise<readonly TargetRecord[]> => {
  const wanted = asked.map(({ apiDestinationId }) => apiDestinationId);
  const known = new Set(await findApiDestinations(tx, org, wanted.filter(isUuid)));
  const unknown = wanted.find((id) => !known.has(id.toLowerCase()));
  if (unknown !== undefined) throw busErrors.destinationUnknown({ id: unknown });
  const targets = asked.map((target) => ({
    id: target.id ?? ids.uuid(),
    apiDestinationId: target.apiDestinationId.toLowerCase(),
    maximumRetryAttempts: target.maximumRetryAttempts ?? defaultRetryAttempts,
    maximumEventAgeInSeconds: target.maximumEventAgeInSeconds ?? defaultEventAgeSeconds,
  }));
  const twice = targets.find(({ id }, index) => targets.findIndex((one) => one.id === id) < index);
  if (twice) throw busErrors.targetTwice({ id: twice.id });
  return targets;
};

const auditValues = (rule: RuleRecord | null) =>
  rule && {
    ...{ name: rule.name, description: rule.description, eventPattern: rule.pattern },
    ...{
      enabled: rule.enabled,
      targets: rule.targets.map(({ apiDestinationId }) => apiDestinationId),
    },
  };

/** @throws busErrors.tooMany, tooManyWildcards (400) */
const checkRoom = (
  rules: readonly RuleRecord[],
  { before, pattern }: { readonly before: RuleRecord | null; readonly pattern: string },
): void => {
  const { rules: most, wildcardRules } = eventBusLimits;
  if (!before && rules.length >= most) throw busErrors.tooMany({ limit: String(most) });
  if (!hasWildcards(pattern)) return;
  const others = rules.filter(({ id, pattern: text }) => id !== before?.id && hasWildcards(text));
  if (others.length >= wildcardRules)
    throw busErrors.tooManyWildcards({ limit: String(wildcardRules) });
};

type PutRule = { readonly busId: string; readonly ruleId: string | null };

/**
 * Makes a rule, or changes the one of the id. The first with a target lets kept events out.
 * @throws busErrors.notFound (404), patternInvalid, destinationUnknown, targetTwice, tooMany,
 *   tooManyWildcards (400), nameTaken (409)
 */
export async function putRule(
  deps: Deps,
  by: By,
  { busId, ruleId, request }: PutRule & { readonly request: EventRuleRequest },
): Promise<RuleRecord> {
  const { org } = by.principal;
  // Compiled before the lock is taken: events of the source wait for whoever holds it.
  const fault = patternFault(request.eventPattern);
  const { rule, work } = await deps.db.transaction(async (tx) => {
    const bus = await lockedBus(tx, org, busId);
    const before = ruleId && (await findRule(tx, { org, bus: busId, id: ruleId }));
    if (ruleId && !before) throw busErrors.notFound();
    if (fault) throw fault;
    checkRoom(await listRules(tx, { org, bus: busId }), {
      ...{ before: before || null, pattern: request.eventPattern },
    });
    const now = deps.clock.now();
    const after: RuleRecord = {
      ...{ id: before ? before.id : deps.ids.uuid(), org, bus: busId, name: request.name },
      ...{ description: request.description ?? '', pattern: request.eventPattern },
      enabled: request.enabled ?? true,
      targets: await checkedTargets(deps, tx, { org, asked: request.targets ?? [] }),
      ...{ createdAt: before ? before.createdAt : now, modifiedAt: now },
    };
    if (!(await saveRule(tx, after))) throw busErrors.nameTaken({ name: request.name });
    await noteAct(deps, tx, {
      ...{ by, action: before ? 'update' : 'create' },
      entity: { type: 'eventRule', id: after.id, name: after.name },
      changes: changesBetween(auditValues(before || null), auditValues(after)),
    });
    return { rule: after, work: await openForRules(deps, tx, bus) };
  });
  deps.committed(work);
  return rule;
}

/** @throws busErrors.notFound (404) */
export const removeRule = (
  deps: Deps,
  by: By,
  { busId, ruleId }: { busId: string; ruleId: string },
): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    await lockedBus(tx, org, busId);
    const rule = await findRule(tx, { org, bus: busId, id: ruleId });
    if (!rule) throw busErrors.notFound();
    await deleteRule(tx, rule);
    await noteAct(deps, tx, {
      ...{ by, action: 'delete', entity: { type: 'eventRule', id: rule.id, name: rule.name } },
      changes: changesBetween(auditValues(rule), null),
    });
  });
