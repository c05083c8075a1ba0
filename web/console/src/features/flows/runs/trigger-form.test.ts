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
});
