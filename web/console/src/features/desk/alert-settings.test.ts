import { describe, expect, it } from 'vitest';
import { keepAlerts, readAlerts } from './alert-settings.ts';

const storageWith = (items: Record<string, string> = {}): Storage => {
  const map = new Map(Object.entries(items));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as Storage;
};

describe('alert settings', () => {
  it('are kept for each person apart', () => {
    const storage = storageWith();
    const quiet = { offers: false, messages: false, notifications: false, volume: 5 };
    keepAlerts(storage, 'ada', quiet);
    expect(readAlerts(storage, 'ada')).toEqual(quiet);
    expect(readAlerts(storage, 'ben')).toEqual({
      ...{ offers: true, messages: true, notifications: true, volume: 60 },
    });
  });

  it('survive nonsense, and the silence that was chosen before', () => {
    const storage = storageWith({
      'tandem.desk.muted': '1',
      'tandem.desk.alerts.ada': '{"volume":9000,"messages":"yes"',
      'tandem.desk.alerts.ben': '{"volume":9000,"messages":"yes"}',
    });
    expect(readAlerts(storage, 'ada')).toMatchObject({ offers: false, volume: 60 });
    expect(readAlerts(storage, 'ben')).toMatchObject({ messages: true, volume: 100 });
  });
});
