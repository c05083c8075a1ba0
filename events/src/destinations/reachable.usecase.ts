import type { SettingField } from '@tandem/contract';
import { type EgressGuard, PublicError } from '@tandem/kit';
import type { DestinationKind } from './destination-kinds.ts';

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, nats: 4222, tls: 4222 };

/** Host and port that a setting names; null where it names none. */
const targetOf = ({ secret }: SettingField, value: unknown) => {
  const text = typeof value === 'string' && !secret ? value : '';
  const [, scheme = ''] = /^([a-z]+):\/\//i.exec(text) ?? [];
  const usual = ports[scheme.toLowerCase()];
  if (usual === undefined) return null;
  // Special schemes are parsed alike, whatever they are.
  const url = URL.parse(text.replace(/^[a-z]+:/i, 'http:'));
  return url && { host: url.hostname, port: Number(url.port || usual) };
};

/**
 * Refuses addresses that the egress guard would refuse when events are sent. A name that is not known yet may become so.
 * @throws PublicError egress.blocked (400) that names the setting, and what the operator has to allow
 */
export const requireReachable = async (
  guard: Pick<EgressGuard, 'resolve'>,
  kind: Pick<DestinationKind, 'fields'>,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> => {
  for (const field of kind.fields) {
    const target = targetOf(field, settings[field.name]);
    if (!target) continue;
    try {
      await guard.resolve(target.host, target.port);
    } catch (error) {
      if (!(error instanceof PublicError) || error.code === 'egress.unresolved') continue;
      const { status, code, message } = error;
      const details = [{ errorCode: code, fieldName: field.name }];
      throw new PublicError({ status, code, message, details });
    }
  }
};
