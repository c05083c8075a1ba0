import { ActionFailure } from '../action-failure.ts';
import type { AuthenticateRequest } from '../effect.model.ts';
import { toSecretReference } from '../secrets.ts';
import { type ActionContext, type ActionDefinition, everyKind } from './action.types.ts';
import { choice, resource, secret, session, template } from './fields.ts';

const required = { required: true } as const;
const byClient = { visibleWhen: { authenticationType: ['clientCredentials'] } } as const;

const secretOf = ({ raw }: ActionContext, name: string) => {
  const reference = toSecretReference(raw(name));
  if (!reference)
    throw new ActionFailure('session.secret', 'Client ID and client secret are needed.');
  return reference;
};

const requestOf = (context: ActionContext): AuthenticateRequest => {
  const { raw, text } = context;
  const name = text('session');
  if (raw('authenticationType') === 'connection')
    return { session: name, type: 'connection', connection: text('connection').trim() };
  return {
    session: name,
    type: 'clientCredentials',
    environmentUrl: text('environmentUrl').trim(),
    clientId: secretOf(context, 'clientId'),
    clientSecret: secretOf(context, 'clientSecret'),
  };
};

/** Signs a session in; later actions choose it by its name. No token is ever a value of the flow. */
export const oauthAuthentication: ActionDefinition = {
  type: 'oauthAuthentication',
  kinds: everyKind,
  group: 'integration',
  label: 'OAuth Authentication',
  fields: [
    choice('authenticationType', 'Authentication Type', {
      ...required,
      choices: ['clientCredentials', 'connection'],
      default: 'clientCredentials',
    }),
    template('environmentUrl', 'Genesys Cloud environment URL', { ...required, ...byClient }),
    secret('clientId', 'Client ID', { ...required, ...byClient }),
    secret('clientSecret', 'Client secret', { ...required, ...byClient }),
    resource('connection', 'OAuth connection', {
      ...required,
      resource: 'connection',
      visibleWhen: { authenticationType: ['connection'] },
    }),
    { ...session(), declares: true, kind: 'session' },
  ],
  outlets: ['next'],
  progresses: true,
  run: (context) => ({
    effects: [{ kind: 'authenticate', request: requestOf(context) }],
    goTo: 'wait',
  }),
  resume: (context, { kind }) =>
    kind === 'result' ? { session: requestOf(context), goTo: { outlet: 'next' } } : null,
};
