import { describe, expect, it } from 'vitest';
import type { Trigger } from './run-api.ts';
import { triggerFields, triggerValues } from './trigger-form.ts';

describe('the form of a trigger', () => {
  it.each([null, 'UTC', 'Etc/UTC', 'Europe/Berlin'])('shows the time zone %s', (timeZone) => {
    const trigger = timeZone === null ? null : ({ kind: 'schedule', timeZone } as Trigger);
    const fields = triggerFields(((key: string) => key) as never, trigger);
    const zones = fields.find(({ name }) => name === 'timeZone');
    const offered = zones && 'options' in zones ? zones.options : [];
    expect(offered?.map(({ value }) => value)).toContain(triggerValues(trigger)['timeZone']);
  });

  it('offers the events that there are, and one that is no longer there where it was chosen', () => {
    const offered = (trigger: Trigger | null) => {
      const fields = triggerFields(((key: string) => key) as never, trigger);
      const event = fields.find(({ name }) => name === 'event');
      return event && 'options' in event ? event.options?.map(({ value }) => value) : [];
    };
    const known = ['connection.needsReauthorization', 'handover.changed', 'flow.execution.ended'];
    expect(offered(null)).toEqual(known);
    const old = { kind: 'event', event: 'thing.changed' } as Trigger;
    expect(offered(old)).toEqual([...known, 'thing.changed']);
  });
});
