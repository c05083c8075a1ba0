import { describe, expect, it } from 'vitest';
import { fieldsOf, toForm, toRequest } from './delivery-rules.ts';
import type { Delivery } from './integration-rules.ts';

const saved: Delivery = {
  kind: 'aws-bus',
  settings: { eventBus: 'orders', authentication: 'static' },
  secrets: {
    accessKeyId: { kind: 'variable', name: 'key' },
    secretAccessKey: { kind: 'insecure' },
  },
  partnerSource: null,
};
const t = (key: string) => key;

const visible = (values: object) => {
  const form = { ...toForm(saved), ...values };
  return fieldsOf(t, { saved, disabled: false })
    .filter((field) => !field.visible || field.visible(form))
    .map(({ name }) => name);
};

describe('the delivery of an integration', () => {
  it('asks for what its kind and its credentials need', () => {
    expect(visible({ kind: 'embedded' })).toEqual(['kind']);
    expect(visible({})).toContain('secretAccessKey');
    expect(visible({ authentication: 'environment' })).not.toContain('secretAccessKey');
    expect(visible({ kind: 'aws-partner' })).not.toContain('eventBus');
    const assumed = visible({ authentication: 'assumeRole' });
    expect(assumed).toContain('roleArn');
    expect(new Set(assumed).size).toBe(assumed.length);
  });

  it('sends what was left alone as it is stored', () => {
    expect(
      toRequest({ ...toForm(saved), accessKeyId: null, secretAccessKey: null }, saved),
    ).toEqual({ kind: 'aws-bus', settings: saved.settings, secrets: saved.secrets });
  });

  it('sends what was typed, and no secret that is not asked for', () => {
    const typed = { kind: 'insecure', value: ' new ' } as const;
    const static_ = toRequest({ ...toForm(saved), secretAccessKey: typed }, saved);
    expect(static_.secrets?.['secretAccessKey']).toEqual({ kind: 'insecure', value: 'new' });
    const { settings, secrets } = toRequest(
      { ...toForm(saved), authentication: 'environment', maxEventBytes: 262_144, source: ' ' },
      saved,
    );
    expect(secrets).toEqual({});
    expect(settings).toEqual({
      ...{ eventBus: 'orders', authentication: 'environment', maxEventBytes: 262_144 },
    });
  });

  it('of another kind takes no stored secret along', () => {
    const { secrets } = toRequest({ ...toForm(saved), kind: 'aws-partner' }, saved);
    expect(secrets).toEqual({});
  });
});
