import { derivedUuid } from '@tandem/kit';
import { expect, it } from 'vitest';
import type { Run } from './automation.model.ts';
import { toExecutionWire, triggersClient } from './executions.wire.ts';

const [org, other, trigger] = [derivedUuid('a'), derivedUuid('b'), derivedUuid('trigger')];

const shown = (client: string, key: string) => {
  const run: Run = {
    ...({ createdAt: new Date(0), endedAt: null } as Run),
    ...{ org, token: `key ${client} ${key}`, startedBy: { kind: 'client', id: client } },
  };
  return toExecutionWire(run, () => '').trigger;
};

it('an execution names the trigger that started it, and only such a one', () => {
  const key = `trigger-${trigger}-event-1`;
  expect(shown(triggersClient(org), key)).toEqual({ id: trigger });
  expect(shown(triggersClient(other), key)).toBeUndefined();
  expect(shown(derivedUuid('a client'), key)).toBeUndefined();
});
