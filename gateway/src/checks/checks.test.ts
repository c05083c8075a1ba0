import { expect, it } from 'vitest';
import { failed, inEnglish, otherwise, passed, saidOfEgress, say, skipped } from './index.ts';

it('a check says the same in English and by codes', () => {
  expect(passed('queue', say('queueFound', { name: 'Support {id}', id: 7 }))).toEqual({
    ...{ check: 'queue', state: 'ok', message: 'The queue "Support {id}" exists (id 7).' },
    said: [{ code: 'queueFound', params: { name: 'Support {id}', id: '7' } }],
  });
  const two = failed('permissions', say('withoutReceive', { permission: 'p' }), say('skipped'));
  expect(two.message).toBe(
    'Without p, no message reaches an agent. Not tested because an earlier step failed.',
  );
  expect(skipped('host')).toMatchObject({ state: 'skipped', said: [{ code: 'skipped' }] });
  expect(inEnglish(otherwise('as $& they {say} it'))).toBe('as $& they {say} it');
});

it('what the outbound guard says has codes of its own, all else of others has none', () => {
  const params = { host: 'nowhere.test' };
  const said = saidOfEgress({ code: 'egress.unresolved', params });
  expect(said && inEnglish(said)).toBe('The host nowhere.test cannot be resolved.');
  expect(saidOfEgress({ code: 'egress.new', params })).toBeNull();
  expect(saidOfEgress({ code: 'vault.gone', params })).toBeNull();
});
