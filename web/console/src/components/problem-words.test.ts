import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { namedIn, settingRefusal } from './problem-words.ts';

const german = JSON.parse(readFileSync(new URL('locales/de.json', import.meta.url), 'utf8'));

/** Words as the catalogue has them. */
const words = (key: string, named: Readonly<Record<string, string>>): string | null => {
  const found = key
    .split('.')
    .reduce<unknown>(
      (tree, part) => (tree as Record<string, unknown> | undefined)?.[part],
      german.problemWords,
    );
  return typeof found === 'string'
    ? found.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => named[name] ?? '')
    : null;
};

const fields = [
  { kind: 'text', name: 'bot.webhook.secret', label: 'Geheimnis' },
  { kind: 'text', name: 'handover.chatwoot.secret', label: 'Webhook-Geheimnis' },
  { kind: 'text', name: 'handover.chatwoot.url', label: 'Adresse' },
  { kind: 'text', name: 'setting.appId', label: 'App-ID' },
  { kind: 'text', name: 'waitSeconds', label: 'Wartet höchstens' },
] as const;

const invalid = (params: Record<string, string>) => ({
  ...{ code: 'gateway.endpoint.setting.invalid', params: { label: 'English', ...params } },
});

describe('what a refusal names', () => {
  it('is a setting by its label in the form, and what it lacks', () => {
    const asked = { part: 'handover', name: 'secret', problem: 'it needs', lack: 'length' };
    expect(namedIn(invalid({ ...asked, least: '16' }), fields, words)).toMatchObject({
      ...{ label: 'Webhook-Geheimnis', problem: 'Mindestens 16 Zeichen sind nötig' },
    });
    const channel = { part: 'channel', name: 'appId', problem: 'it must be', lack: 'text' };
    expect(namedIn(invalid(channel), fields, words)).toMatchObject({ label: 'App-ID' });
  });

  it('is as the server tells it where there are no words', () => {
    const unknown = { part: 'bot', name: 'other', problem: 'it must be so', lack: 'news' };
    expect(namedIn(invalid(unknown), fields, words)).toMatchObject({
      ...{ label: 'English', problem: 'it must be so' },
    });
  });

  it('is a list of settings, with the kind among them', () => {
    const there = (names: string) => ({
      code: 'gateway.handoverProvider.running.there',
      params: { running: '2', settings: 'Kind, Address', names },
    });
    const settingsOf = (names: string) => namedIn(there(names), fields, words)['settings'];
    expect(settingsOf('kind, url')).toBe('Art, Adresse');
    expect(settingsOf('kind, other')).toBe('Kind, Address');
  });

  it('is the provider as the form of an endpoint has it, which chooses the kind with it', () => {
    const there = { running: '2', settings: 'Kind', names: 'kind' };
    const chooser = { name: 'handover', label: 'Übergabe-Anbieter' };
    const named = namedIn(
      { code: 'gateway.endpoint.running.there', params: there },
      [chooser, ...fields],
      words,
    );
    expect(named['settings']).toBe('Übergabe-Anbieter');
  });

  it('is what uses a provider, by kind', () => {
    const used = (params: Record<string, string>) =>
      namedIn(
        { code: 'gateway.handoverProvider.used', params: { uses: 'the endpoint "A"', ...params } },
        fields,
        words,
      )['uses'];
    expect(used({ endpoints: '"A", "B"', flows: '"C"', more: '3' })).toBe(
      'Endpunkte: "A", "B"; Flows: "C"; 3 weitere',
    );
    expect(used({ endpoints: '"A"', flows: '', more: '0' })).toBe('Endpunkte: "A"');
    expect(used({})).toBe('the endpoint "A"');
  });

  it('is never the name of a thing, though a setting is named so', () => {
    const taken = { code: 'gateway.endpoint.name.taken', params: { name: 'waitSeconds' } };
    expect(namedIn(taken, fields, words)).toEqual({ name: 'waitSeconds' });
  });
});

describe('a refusal of one setting', () => {
  const about = { part: 'handover', name: 'url' };

  it('stands at its field', () => {
    expect(settingRefusal(invalid({ ...about, problem: 'x', lack: 'url' }), fields, words)).toEqual(
      {
        'handover.chatwoot.url': {
          text: 'Eine vollständige Adresse mit http oder https ist nötig',
        },
      },
    );
    const missing = { code: 'gateway.endpoint.setting.missing', params: about };
    expect(settingRefusal(missing, fields, words)).toEqual({
      'handover.chatwoot.url': { key: 'required' },
    });
    const option = { code: 'gateway.handling.option.invalid', params: { name: 'waitSeconds' } };
    expect(settingRefusal(option, fields, words)).toEqual({ waitSeconds: { key: 'pattern' } });
  });

  it('stands at none where the form has no such field, or it is about something else', () => {
    expect(settingRefusal(invalid({ part: 'bot', name: 'x' }), fields, words)).toEqual({});
    const taken = { code: 'gateway.endpoint.name.taken', params: { name: 'url' } };
    expect(settingRefusal(taken, fields, words)).toEqual({});
  });
});

const gateway = new URL('../../../../gateway/src/', import.meta.url);
const lacks = ['endpoints/settings.rules.ts', 'gateway.ts', 'handover-providers/chosen-provider.ts']
  .map((path) => readFileSync(new URL(path, gateway), 'utf8'))
  .flatMap((source) => [
    ...[...source.matchAll(/lack: '(\w+)'/g)].map(([, lack = '']) => lack),
    // Of the types of settings, each is what a value of it lacks.
    ...[...source.matchAll(/^ {2}(\w+): \{(?:$| fits)/gm)].map(([, type = '']) => type),
  ]);

it.each(['en', 'de', 'tr'])('whatever a setting lacks has words in %s', (language) => {
  const texts = JSON.parse(
    readFileSync(new URL(`locales/${language}.json`, import.meta.url), 'utf8'),
  );
  expect([...new Set(lacks)].sort()).toEqual(Object.keys(texts.problemWords.lacks).sort());
});
