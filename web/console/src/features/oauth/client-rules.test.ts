import { describe, expect, it } from 'vitest';
import { refuseAll } from '#src/components/form-rules.ts';
import { clientFields, clientToForm, formToClient } from './client-rules.ts';
import { onePage } from './paging-rules.ts';

const choices = { roles: [], scopes: [] };
const key = (name: string) => name;

describe('an OAuth client in the form', () => {
  it('starts with client credentials for a day', () => {
    const values = { ...clientToForm(null), name: 'Bot', roles: ['r1'] };
    expect(formToClient(values, null, 'home')).toEqual({
      name: 'Bot',
      description: '',
      authorizedGrantType: 'CLIENT-CREDENTIALS',
      accessTokenValiditySeconds: 86_400,
      state: 'active',
      roleDivisions: [{ roleId: 'r1', divisionId: 'home' }],
    });
  });

  it('keeps roles in the divisions they had', () => {
    const old = {
      name: 'Bot',
      authorizedGrantType: 'CLIENT-CREDENTIALS' as const,
      roleDivisions: [{ roleId: 'r1', divisionId: 'north' }],
    };
    const values = { ...clientToForm(old), roles: ['r1', 'r2'] };
    expect(formToClient(values, old, 'home').roleDivisions).toEqual([
      { roleId: 'r1', divisionId: 'north' },
      { roleId: 'r2', divisionId: 'home' },
    ]);
  });

  it('needs a redirect URI for code authorization only, and a duration within the limits', () => {
    const fields = clientFields(key, choices, false);
    const values = { ...clientToForm(null), name: 'App' };
    expect(refuseAll(fields, values)).toEqual({});
    expect(refuseAll(fields, { ...values, grant: 'CODE' })).toEqual({
      redirects: { key: 'required' },
    });
    const redirects = ['https://a.example/back', 'myapp://back', 'not a url'];
    expect(refuseAll(fields, { ...values, grant: 'CODE', redirects })).toEqual({
      redirects: { text: 'not a url: fields.redirectsBad' },
    });
    redirects.pop();
    expect(refuseAll(fields, { ...values, grant: 'CODE', redirects })).toEqual({});
    expect(refuseAll(fields, { ...values, seconds: 299 })).toEqual({
      seconds: { key: 'tooSmall', limit: 300 },
    });
  });
});

describe('a page of a whole list', () => {
  it('is narrowed by name and cut', () => {
    const rows = ['Alpha', 'beta', 'Alphabet'].map((name) => ({ name }));
    expect(onePage(rows, { search: 'ALPHA', pageNumber: 2, pageSize: 1 })).toEqual({
      entities: [{ name: 'Alphabet' }],
      total: 2,
    });
  });
});
