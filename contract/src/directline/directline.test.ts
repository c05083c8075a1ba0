import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Activity, directLineOperations } from '../index.ts';

describe('Direct Line', () => {
  it('keeps all routes below its base and out of the token check of the API', () => {
    for (const { path, access } of Object.values(directLineOperations)) {
      expect(path.startsWith('/v3/directline/')).toBe(true);
      expect(access).toBe('public');
    }
  });

  it('takes a message with fields it does not know and refuses one without type', () => {
    const message = { type: 'message', text: 'Hi', from: { id: 'dl_1' }, speak: 'Hi' };
    expect(Value.Check(Activity, message)).toBe(true);
    expect(Value.Check(Activity, { text: 'Hi' })).toBe(false);
  });

  it('starts a conversation and a token without a body', () => {
    for (const { body } of [
      directLineOperations.startConversation,
      directLineOperations.generateToken,
    ]) {
      expect(Value.Check(body, null)).toBe(true);
      expect(Value.Check(body, { user: { id: 'dl_1' } })).toBe(true);
      expect(Value.Check(body, { user: 'dl_1' })).toBe(false);
    }
  });
});
