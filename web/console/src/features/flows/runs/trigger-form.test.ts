import { describe, expect, it } from 'vitest';
import { refuseAll } from '#src/components/form-rules.ts';
import type { Trigger } from './run-api.ts';
import { toTrigger, triggerFields, triggerValues } from './trigger-form.ts';

describe('the form of a trigger', () => {
  it.each([null, 'UTC', 'Etc/UTC', 'Europe/Berlin'])('shows the time zone %s', (timeZone) => {
    const trigger = timeZone === null ? null : ({ kind: 'schedule', timeZone } as Trigger);
    const fields = triggerFields(((key: string) => key) as never, trigger, []);
    const zones = fields.find(({ name }) => name === 'timeZone');
    const offered = zones && 'options' in zones ? zones.options : [];
    expect(offered?.map(({ value }) => value)).toContain(triggerValues(trigger, [])['timeZone']);
  });

  it('offers the events that there are, and one that is no longer there where it was chosen', () => {
    const offered = (trigger: Trigger | null) => {
      const fields = triggerFields(((key: string) => key) as never, trigger, []);
      const event = fields.find(({ name }) => name === 'event');
      return event && 'options' in event ? event.options?.map(({ value }) => value) : [];
    };
    const known = ['connection.needsReauthorization', 'handover.changed', 'flow.execution.ended'];
    expect(offered(null)).toEqual(known);
    const old = { kind: 'event', event: 'thing.changed' } as Trigger;
    expect(offered(old)).toEqual([...known, 'thing.changed']);
  });

  it('has a field for each input; what is secret or of an earlier version stays as it is', () => {
    const variables = [
      { name: 'count', type: 'Integer', input: true, initial: 3 },
      { name: 'key', input: true, secure: true },
      { name: 'inner' },
    ] as const;
    const say = ((key: string) => key) as never;
    const made = toTrigger(triggerValues(null, variables), { trigger: null, variables });
    expect(made).toMatchObject({ inputs: { count: 3 } });
    const inputs = { count: 5, key: '••••••', old: 'x' };
    const trigger = { kind: 'schedule', inputs } as unknown as Trigger;
    const fields = triggerFields(say, trigger, variables);
    expect(fields.filter(({ name }) => name.startsWith('input ')).map(({ kind }) => kind)).toEqual([
      'text',
      'secret',
      'text',
    ]);
    const values = triggerValues(trigger, variables);
    expect(toTrigger(values, { trigger, variables }).inputs).toEqual(inputs);
    const wrong = refuseAll(fields, { ...values, 'input count': 'many' });
    expect(Object.keys(wrong)).toEqual(['input count']);
  });
});
