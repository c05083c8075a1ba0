import { describe, expect, it } from 'vitest';
import { refuseAll } from '#src/components/form-rules.ts';
import { platformFields } from './platform-fields.ts';
import {
  formToNewPlatform,
  formToPlatform,
  type OpenPlatform,
  platformToForm,
  statusOf,
} from './platform-rules.ts';

const platform: OpenPlatform = {
  id: 'p',
  name: 'Shop',
  outboundNotificationWebhookUrl: 'https://a.example/hook',
  outboundNotificationWebhookSignatureSecretToken: '',
  supportedContent: { id: 'c1' },
};
const choices = { settings: [], contents: [] };

describe('status text of a platform', () => {
  it.each([
    [null, 'new'],
    [platform, 'active'],
    [{ ...platform, status: 'Inactive' }, 'inactive'],
    [{ ...platform, createStatus: 'Initiated' as const }, 'starting'],
    [{ ...platform, createStatus: 'Error' as const }, 'error'],
  ])('%#', (one, status) => {
    expect(statusOf(one)).toBe(status);
  });
});

describe('a platform in the form', () => {
  it('keeps the stored secret unless a new one is entered', () => {
    const values = platformToForm(platform);
    expect(formToPlatform(values, { a: 'b' })).toEqual({
      name: 'Shop',
      outboundNotificationWebhookUrl: 'https://a.example/hook',
      webhookHeaders: { a: 'b' },
      supportedContent: { id: 'c1' },
    });
    const changed = formToPlatform({ ...values, secret: 'x'.repeat(16) }, {});
    expect(changed.outboundNotificationWebhookSignatureSecretToken).toBe('x'.repeat(16));
  });

  it('needs a secret of more than 15 characters when it is new', () => {
    const fields = platformFields((key) => key, choices, { saved: false, editable: true });
    const values = { name: 'A', url: 'https://a.example', secret: 'x'.repeat(15) };
    expect(refuseAll(fields, values)).toEqual({ secret: { key: 'tooShort', limit: 16 } });
    expect(refuseAll(fields, { ...values, secret: '' })).toEqual({ secret: { key: 'required' } });
    const whole = { ...values, secret: 'x'.repeat(16) };
    expect(refuseAll(fields, whole)).toEqual({});
    expect(formToNewPlatform(whole, {})).not.toHaveProperty('supportedContent');
  });

  it('offers the content profile once it is saved', () => {
    const names = (saved: boolean) =>
      platformFields((key) => key, choices, { saved, editable: true }).map(({ name }) => name);
    expect(names(false)).not.toContain('content');
    expect(names(true)).toContain('content');
  });
});
