import { describe, expect, it } from 'vitest';
import {
  type AuthDeps,
  beginSignIn,
  completeSignIn,
  markSignedOut,
  readToken,
  safeReturn,
} from './sign-in.ts';

function memoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

function deps(reply: Response): AuthDeps & { readonly forms: URLSearchParams[] } {
  const forms: URLSearchParams[] = [];
  return {
    forms,
    apiBase: 'http://api.test',
    clientId: 'tandem-console',
    origin: 'http://desk.test',
    storage: memoryStorage(),
    fetch: async (_, init) => {
      forms.push(new URLSearchParams(String(init?.body)));
      return reply;
    },
  };
}
const granted = () => new Response(JSON.stringify({ access_token: 'tok' }));

describe('sign-in', () => {
  it('goes there with a challenge and comes back to the same page', async () => {
    const auth = deps(granted());
    const query = new URL(await beginSignIn(auth, '/desk/?a=1')).searchParams;
    expect(query.get('redirect_uri')).toBe('http://desk.test/desk/callback');
    expect(query.get('code_challenge_method')).toBe('S256');
    const back = new URLSearchParams({ code: 'c1', state: query.get('state') ?? '' });
    expect(await completeSignIn(auth, back)).toBe('/desk/?a=1');
    expect(readToken(auth.storage)).toBe('tok');
    expect(auth.forms[0]?.get('code_verifier')).toHaveLength(43);
    expect(auth.forms[0]?.get('redirect_uri')).toBe('http://desk.test/desk/callback');
    const other = new URL(await beginSignIn(auth, '/console/queues')).searchParams;
    expect(other.get('redirect_uri')).toBe('http://desk.test/console/callback');
  });

  it('refuses an answer to another attempt', async () => {
    const auth = deps(granted());
    await beginSignIn(auth, '/console/');
    const foreign = new URLSearchParams({ code: 'c1', state: 'other' });
    await expect(completeSignIn(auth, foreign)).rejects.toMatchObject({
      failure: { reason: 'mismatch' },
    });
    expect(readToken(auth.storage)).toBeNull();
    expect(auth.forms).toEqual([]);
  });

  it('says why the server refused', async () => {
    const body = JSON.stringify({ error: 'invalid_grant', error_description: 'too late' });
    const auth = deps(new Response(body, { status: 400 }));
    const query = new URL(await beginSignIn(auth, '/console/')).searchParams;
    const back = new URLSearchParams({ code: 'c1', state: query.get('state') ?? '' });
    await expect(completeSignIn(auth, back)).rejects.toMatchObject({
      failure: { reason: 'exchange', detail: 'too late' },
    });
  });

  it('asks for the password again after signing out, and forgets what the tab kept', async () => {
    const auth = deps(granted());
    auth.storage.setItem('tandem.draft.x', 'secret words');
    markSignedOut(auth.storage);
    expect(auth.storage.getItem('tandem.draft.x')).toBeNull();
    expect(await beginSignIn(auth, '/console/')).toContain('prompt=login');
  });

  it.each([
    ['/console/queues', '/console/queues'],
    ['/desk/', '/desk/'],
    ['//evil.test/console/', '/console/'],
    ['/console/callback?code=1', '/console/'],
    ['/desk/callback?code=1', '/console/'],
    ['/consoles', '/console/'],
    [undefined, '/console/'],
  ])('returns from %s to %s', (from, to) => {
    expect(safeReturn(from)).toBe(to);
  });
});
