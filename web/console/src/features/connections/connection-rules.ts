import { usualClientAuthentication } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, listOf, textOf } from '#src/components/form-rules.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type Connection = ReplyOf<'GET /tandem/connections/{connectionId}'>;
export type ConnectionBody = BodyOf<'POST /tandem/connections'>;

/** How a state looks. */
export const STATE_TONES: Readonly<Record<Connection['state'], StatusTone>> = {
  active: 'good',
  needsReauthorization: 'warning',
  inactive: 'neutral',
  error: 'bad',
};

export const isCode = ({ grant }: Pick<Connection, 'grant'>): boolean =>
  grant !== 'clientCredentials';

export const isCodeForm = (values: FormValues) => values['grant'] !== 'clientCredentials';
export const isCustom = (values: FormValues) => values['provider'] === 'custom';
/** The server's addresses are typed in, not looked up. */
export const isTyped = (values: FormValues) => isCustom(values) && textOf(values, 'issuer') === '';

const pairOf = (text: string): [string, string] | null => {
  const at = text.indexOf('=');
  return at < 1 ? null : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
};

const pairsOf = (values: FormValues, name: string): Record<string, string> =>
  Object.fromEntries(
    listOf(values, name)
      .map(pairOf)
      .filter((pair) => pair !== null),
  );

export const isKey = (values: FormValues) => values['clientAuthentication'] === 'privateKey';

const linesOf = (map: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(map).map(([name, value]) => `${name}=${value}`);

const blank: FormValues = {
  provider: 'genesys',
  grant: 'authorizationCode',
  sharing: 'shared',
  clientAuthentication: 'basic',
};

/**
 * Takes the way in which the client proves itself along when another provider is chosen, unless somebody chose a way.
 */
export const followProvider = (before: FormValues, next: FormValues): FormValues => {
  const usual = ({ provider }: FormValues) =>
    usualClientAuthentication[String(provider) as Connection['provider']];
  return next['provider'] !== before['provider'] && before['clientAuthentication'] === usual(before)
    ? { ...next, clientAuthentication: usual(next) }
    : next;
};

export function connectionToForm(saved: Connection | null): FormValues {
  if (!saved) return blank;
  const isLookedUp = saved.provider !== 'custom' || saved.issuer !== undefined;
  return {
    name: saved.name,
    provider: saved.provider,
    grant: saved.grant,
    sharing: saved.sharing,
    host: saved.host ?? '',
    issuer: saved.issuer ?? '',
    // Addresses that follow from the provider are not typed.
    authorizationUrl: isLookedUp ? '' : (saved.authorizationUrl ?? ''),
    tokenUrl: isLookedUp ? '' : (saved.tokenUrl ?? ''),
    revocationUrl: isLookedUp ? '' : (saved.revocationUrl ?? ''),
    clientId: saved.clientId,
    clientAuthentication: saved.clientAuthentication,
    keyId: saved.keyId ?? '',
    scopes: saved.scopes,
    audience: saved.audience ?? '',
    authorizationParameters: linesOf(saved.authorizationParameters),
    tokenParameters: linesOf(saved.tokenParameters),
  };
}

const given = (values: FormValues, ...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = textOf(values, name);
      return text === '' ? [] : [[name, text]];
    }),
  );

/** Addresses of the chosen provider; what was typed for another one is left out. */
const addressesOf = (values: FormValues): Record<string, string> => {
  if (values['provider'] === 'genesys') return given(values, 'host');
  if (values['provider'] === 'webex') return {};
  return isTyped(values)
    ? given(values, 'authorizationUrl', 'tokenUrl', 'revocationUrl')
    : given(values, 'issuer');
};

/** Scopes as they are pasted: one by one, or several with spaces or commas between. */
const scopesOf = (values: FormValues): string[] =>
  listOf(values, 'scopes').flatMap((text) => text.split(/[\s,]+/).filter(Boolean));

export function formToConnection(values: FormValues): ConnectionBody {
  const grant = textOf(values, 'grant') as Connection['grant'];
  const isNone = values['clientAuthentication'] === 'none';
  const clientSecret = sentSource(values['clientSecret']);
  return {
    name: textOf(values, 'name'),
    provider: textOf(values, 'provider') as Connection['provider'],
    grant,
    sharing: isCodeForm(values) ? (textOf(values, 'sharing') as Connection['sharing']) : 'shared',
    ...addressesOf(values),
    clientId: textOf(values, 'clientId'),
    clientAuthentication: textOf(
      values,
      'clientAuthentication',
    ) as Connection['clientAuthentication'],
    ...(isNone || !clientSecret ? {} : { clientSecret }),
    ...(isKey(values) ? given(values, 'keyId') : {}),
    scopes: scopesOf(values),
    ...given(values, 'audience'),
    authorizationParameters: isCodeForm(values) ? pairsOf(values, 'authorizationParameters') : {},
    tokenParameters: pairsOf(values, 'tokenParameters'),
  };
}
