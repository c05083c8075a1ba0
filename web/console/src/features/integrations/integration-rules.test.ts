import { describe, expect, it } from 'vitest';
import {
  choicesOf,
  isOtherSource,
  matches,
  problemKey,
  propertiesOf,
} from './integration-rules.ts';

const configuration = (properties: Record<string, unknown>) => ({
  ...{ name: 'x', version: 1, notes: '', advanced: {}, credentials: {} },
  properties,
});

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

  it('has a text of the console for each of its problems', () => {
    const code = 'integrations.eventbridge.suffix.not.unique';
    expect(problemKey({ detail: { localizableMessageCode: code } })).toBe('suffix-not-unique');
    expect(problemKey({})).toBeNull();
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
