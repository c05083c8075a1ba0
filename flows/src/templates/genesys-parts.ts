import type { FlowSettings, FlowVariable } from '../flow.model.ts';
import { step } from './template.model.ts';

/** A text that whoever starts the flow gives. */
export const input = (name: string, description: string): FlowVariable => ({
  ...{ name, type: 'String', initial: '', description, input: true },
});

export const output = (
  name: string,
  type: NonNullable<FlowVariable['type']>,
  description: string,
): FlowVariable => ({ name, type, description, output: true });

/** Where the contact centre answers, and the client that signs in there. */
export const signInVariables: readonly FlowVariable[] = [
  input('environmentUrl', 'Address of the contact centre, such as https://api.mypurecloud.de'),
  { ...input('clientId', 'ID of an OAuth client with client credentials'), secure: true },
  { ...input('clientSecret', 'Secret of the OAuth client'), secure: true },
];

/** The session that the sample flows sign in and work over. */
export const session = 'Contact centre';

/** Right under Start, as OAuth Authentication belongs. */
export const signIn = step('oauthAuthentication', 'signIn', {
  name: 'Sign in',
  description: 'Signs the session in that the actions below work over.',
  settings: {
    authenticationType: 'clientCredentials',
    environmentUrl: '{{ environmentUrl }}',
    clientId: { kind: 'variable', name: 'clientId' },
    clientSecret: { kind: 'variable', name: 'clientSecret' },
    session,
  },
});

/** An action over the session that was signed in. */
export const genesys = (
  type: string,
  id: string,
  more: { readonly name: string; readonly description: string; readonly settings: FlowSettings },
) => step(type, id, { ...more, settings: { session, ...more.settings } });

export const into = (...rows: readonly (readonly [variable: string, path: string])[]) => ({
  output: 'variables',
  results: rows.map(([variable, path]) => ({ variable, path })),
});

export const theEnd = step('end', 'end', { name: 'End', description: 'Hands the results out.' });

/** Finds the user of an address; the search finds parts, the address is whole. */
export const findUser = genesys('genesysSearchUsers', 'findUser', {
  name: 'Find user',
  description: 'Looks the user up by e-mail address.',
  settings: {
    value: '{{ email }}',
    searchFields: 'email',
    ...into(['userId', '$.results[0].id'], ['userName', '$.results[0].name']),
  },
});

export const foundUser: readonly FlowVariable[] = [
  output('userId', 'String', 'Internal ID of the user'),
  output('userName', 'String', 'Name of the user'),
];

export const emailInput = input('email', 'E-mail address of the user');
