import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FieldOption,
  type FormValues,
  listOf,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';

export type OAuthClient = ReplyOf<'GET /api/v2/oauth/clients/{clientId}'>;
type ClientBody = BodyOf<'POST /api/v2/oauth/clients'>;
type GrantType = ClientBody['authorizedGrantType'];
type Translate = (key: string) => string;

export const GRANT_TYPES = ['CLIENT-CREDENTIALS', 'CODE'] as const satisfies readonly GrantType[];

/** A day: what applies when nothing is entered. */
const DEFAULT_SECONDS = 86_400;

/** An application's own scheme, such as `myapp://back`, is complete as well. */
const isAddress = (text: string): boolean =>
  /^[a-z][a-z\d+.-]*:\/\//i.test(text) && URL.canParse(text);

const isGrant = (grant: GrantType) => (values: FormValues) => values['grant'] === grant;

export const clientFields = (
  t: Translate,
  choices: { readonly roles: readonly FieldOption[]; readonly scopes: readonly FieldOption[] },
  saved: boolean,
): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  { kind: 'textarea', name: 'description', label: t('fields.description') },
  {
    kind: 'select',
    name: 'grant',
    label: t('fields.grant'),
    description: t('fields.grantHelp'),
    required: true,
    disabled: saved,
    options: GRANT_TYPES.map((value) => ({ value, label: t(`grants.${value}`) })),
  },
  {
    kind: 'number',
    name: 'seconds',
    label: t('fields.seconds'),
    description: t('fields.secondsHelp'),
    required: true,
    min: 300,
    max: 172_800,
  },
  {
    kind: 'multiselect',
    name: 'roles',
    label: t('fields.roles'),
    description: t('fields.rolesHelp'),
    options: choices.roles,
    visible: isGrant('CLIENT-CREDENTIALS'),
  },
  {
    kind: 'tags',
    name: 'redirects',
    label: t('fields.redirects'),
    description: t('fields.redirectsHelp'),
    required: true,
    refuseOne: (entry) => (isAddress(entry) ? null : `${entry}: ${t('fields.redirectsBad')}`),
    visible: isGrant('CODE'),
  },
  {
    kind: 'multiselect',
    name: 'scopes',
    label: t('fields.scopes'),
    description: t('fields.scopesHelp'),
    options: choices.scopes,
    visible: isGrant('CODE'),
  },
  {
    kind: 'switch',
    name: 'active',
    label: t('fields.active'),
    description: t('fields.activeHelp'),
    visible: () => saved,
  },
];

export const clientToForm = (client: OAuthClient | null): FormValues => ({
  name: client?.name ?? '',
  description: client?.description ?? '',
  grant: client?.authorizedGrantType ?? 'CLIENT-CREDENTIALS',
  seconds: client?.accessTokenValiditySeconds ?? DEFAULT_SECONDS,
  roles: (client?.roleDivisions ?? []).map(({ roleId }) => roleId),
  redirects: client?.registeredRedirectUri ?? [],
  scopes: client?.scope ?? [],
  active: (client?.state ?? 'active') === 'active',
});

/** The client as it is sent. Roles stay in the divisions they had; new ones go to the home division. */
export function formToClient(
  values: FormValues,
  old: OAuthClient | null,
  home: string | null,
): ClientBody {
  const grant = textOf(values, 'grant') as GrantType;
  const divisionOf = (roleId: string) =>
    old?.roleDivisions?.find((pair) => pair.roleId === roleId)?.divisionId ?? home ?? '';
  const own: Partial<ClientBody> =
    grant === 'CODE'
      ? { registeredRedirectUri: listOf(values, 'redirects'), scope: listOf(values, 'scopes') }
      : {
          roleDivisions: listOf(values, 'roles').map((roleId) => ({
            roleId,
            divisionId: divisionOf(roleId),
          })),
        };
  return {
    name: textOf(values, 'name'),
    description: textOf(values, 'description'),
    authorizedGrantType: grant,
    accessTokenValiditySeconds: numberOf(values, 'seconds') ?? DEFAULT_SECONDS,
    state: values['active'] === false ? 'inactive' : 'active',
    ...own,
  };
}
