import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#src/i18n/languages.ts';
import { choicesOf, isOtherSource, matches, problemOf, propertiesOf } from './integration-rules.ts';

const configuration = (properties: Record<string, unknown>) => ({
  ...{ name: 'x', version: 1, notes: '', advanced: {}, credentials: {} },
  properties,
});

/** Where the server writes its codes and texts. */
const texts = '../../../../../platform/src/integrations/state.texts.ts';
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('an integration', () => {
  it('is read with what is missing empty', () => {
    expect(propertiesOf(configuration({ awsAccountId: '012345678901' }))).toEqual({
      ...{ awsAccountId: '012345678901', awsAccountRegion: '', eventSourceSuffix: '' },
      eventFilter: [],
    });
  });

  it.each([
    ['awsAccountId', true],
    ['awsAccountRegion', true],
    ['eventSourceSuffix', true],
    ['eventFilter', false],
  ])('that changes its %s becomes another source: %s', (property, expected) => {
    const before = propertiesOf(configuration({}));
    const value = property === 'eventFilter' ? ['v2.users.{id}.presence'] : 'other';
    expect(isOtherSource(before, { ...before, [property]: value })).toBe(expected);
  });

  it('offers what its schema names', () => {
    const schema = { properties: { a: { enum: ['x'] }, b: { items: { enum: ['y'] } }, c: {} } };
    expect(['a', 'b', 'c', 'd'].map((name) => choicesOf(schema, name))).toEqual([
      ['x'],
      ['y'],
      [],
      [],
    ]);
  });

  it.each(LANGUAGES)('has a text in %s for each of its problems', (language) => {
    const codes = [...read(texts).matchAll(/'(integrations\.eventbridge\.[a-z.]+)'/g)].map(
      ([, code = '']) => code,
    );
    expect(codes).toContain('integrations.eventbridge.suffix.not.unique');
    const { problems } = JSON.parse(read(`./locales/${language}.json`));
    const keys = codes.map(
      (localizableMessageCode) => problemOf({ detail: { localizableMessageCode } })?.key,
    );
    expect([...keys, 'events-lost'].filter((key) => !problems[String(key)])).toEqual([]);
    expect(problemOf({})).toBeNull();
  });

  it('tells what its destination reports, and that events were lost', () => {
    const failed = (messageParams: Record<string, string>) =>
      problemOf({
        detail: {
          localizableMessageCode: 'integrations.eventbridge.delivery.failed',
          messageParams,
        },
      });
    const denied = { code: 'AccessDeniedException', reason: 'No.' };
    expect(failed(denied)).toEqual({ key: 'delivery-failed', failure: denied });
    const lost = { code: 'events.lost', reason: '12 events.' };
    expect(failed(lost)).toEqual({ key: 'events-lost', failure: lost });
  });

  it.each([
    ['eventbridge', true],
    ['AMAZON', true],
    ['ereignis', true],
    ['', true],
    ['salesforce', false],
  ])('is found by %j: %s', (search, expected) => {
    const type = { id: 'amazon-eventbridge-source', name: 'Amazon EventBridge Source' };
    expect(matches(type, ['Sendet Ereignisse'], search)).toBe(expected);
  });
});
