import { Check } from 'typebox/value';
import { expect, it } from 'vitest';
import { StartHandoverRequest } from './gateway-conversations.ts';

it('a handover takes no more attributes than a contact centre can read', () => {
  const attributes = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, at) => [`attribute ${at}`, 'x']));
  expect(Check(StartHandoverRequest, { customAttributes: attributes(60) })).toBe(true);
  expect(Check(StartHandoverRequest, { customAttributes: attributes(61) })).toBe(false);
});
