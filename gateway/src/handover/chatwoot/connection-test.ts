import type { ConnectionCheck } from '@tandem/contract';
import { fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import { failed, passed, say, skipped, warned } from '../../checks/index.ts';
import { failureOf, saidOf } from '../connection-checks.ts';
import { deliveryCheck, type LastDelivery } from '../deliveries.ts';
import { type Chatwoot, findInbox, findTeam, type Inbox } from './api.ts';
import { askChatwoot, idOf, type Limits } from './client.ts';

const rest = ['integration', 'queue', 'webhookUrl', 'signature'] as const;

type Account = { readonly id: string; readonly name: string; readonly role: string | null };

/** Who the token is, and what of the account it may do. */
const testToken = async (
  chatwoot: Chatwoot,
  limits: Limits,
): Promise<{ readonly checks: readonly ConnectionCheck[]; readonly account: Account | null }> => {
  const ask = { method: 'GET', path: '/api/v1/profile', what: 'Reading the profile' } as const;
  const host = passed('host', say('chatwootAnswers'));
  try {
    const { status, body } = await askChatwoot(chatwoot, { ...ask, also: [401, 403], ...limits });
    if (status !== 200)
      return {
        checks: [host, failed('credentials', say('tokenRefused', { status }))],
        account: null,
      };
    const { accounts, name } = fieldsOf(body);
    if (!Array.isArray(accounts))
      return {
        checks: [failed('host', say('chatwootOther'))],
        account: null,
      };
    const { accountId } = chatwoot.settings;
    const found = fieldsIn(accounts).find((one) => idOf(one['id']) === accountId);
    if (!found)
      return {
        checks: [host, failed('credentials', say('tokenElsewhere', { account: accountId }))],
        account: null,
      };
    const account = {
      ...{ id: accountId, name: textOf(found['name']) ?? accountId, role: textOf(found['role']) },
    };
    const user = textOf(name);
    const said = user
      ? say('tokenOf', { user, account: account.name })
      : say('tokenOfSomebody', { account: account.name });
    return { checks: [host, passed('credentials', said)], account };
  } catch (error) {
    return {
      checks: [failed('host', saidOf(failureOf(error))), skipped('credentials')],
      account: null,
    };
  }
};

const testInbox = async (chatwoot: Chatwoot, limits: Limits) => {
  try {
    const inbox = await findInbox(chatwoot, limits);
    if (!inbox) {
      const said = say('inboxMissing', { name: chatwoot.settings.inbox });
      return { check: failed('integration', said), inbox: null };
    }
    const { name, id } = inbox;
    return inbox.isApi
      ? { check: passed('integration', say('inboxFound', { name, id })), inbox }
      : { check: failed('integration', say('inboxOther', { name, id })), inbox: null };
  } catch (error) {
    return { check: failed('integration', saidOf(failureOf(error))), inbox: null };
  }
};

const testTeam = async (chatwoot: Chatwoot, limits: Limits): Promise<ConnectionCheck> => {
  const { team: asked } = chatwoot.settings;
  if (!asked) return passed('queue', say('teamNone'));
  try {
    const { team, forbidden } = await findTeam(chatwoot, asked, limits);
    if (team) return passed('queue', say('teamFound', { name: team.name, id: team.id }));
    if (!forbidden) return failed('queue', say('teamMissing', { name: asked }));
    return warned('queue', say('teamsForbidden'));
  } catch (error) {
    return failed('queue', saidOf(failureOf(error)));
  }
};

/** Our address with the token, where a Chatwoot that does not sign needs it. */
const testWebhookUrl = (
  { settings }: Chatwoot,
  inbox: Inbox,
  webhookUrl: string,
): ConnectionCheck => {
  const { webhookUrl: entered } = inbox;
  const { urlToken, webhookSecret } = settings;
  const proving = urlToken ? `${webhookUrl}?token=${urlToken}` : null;
  if (entered === proving || (entered === webhookUrl && webhookSecret))
    return passed('webhookUrl', say('inboxUrlHere'));
  if (entered === webhookUrl || entered?.startsWith(`${webhookUrl}?`))
    return failed('webhookUrl', say('inboxUrlToken'));
  const shown = entered?.split('?')[0];
  return failed(
    'webhookUrl',
    shown
      ? say('inboxUrlElsewhere', { entered: shown, wanted: webhookUrl })
      : say('inboxUrlNone', { wanted: webhookUrl }),
  );
};

const testProof = (
  { settings: { webhookSecret, urlToken } }: Chatwoot,
  lastDelivery: LastDelivery | null,
): ConnectionCheck =>
  webhookSecret || urlToken
    ? deliveryCheck(lastDelivery)
    : failed('signature', say('proofMissing'));

const testRole = ({ role }: Account): ConnectionCheck =>
  role === 'administrator'
    ? passed('permissions', say('tokenAdministrator'))
    : warned('permissions', say('tokenMember'));

/** Tests the settings one after the other; each step has its own message. */
export const testChatwoot = async (
  chatwoot: Chatwoot,
  {
    webhookUrl,
    lastDelivery,
    ...limits
  }: Limits & { readonly webhookUrl: string; readonly lastDelivery: LastDelivery | null },
): Promise<readonly ConnectionCheck[]> => {
  const { checks, account } = await testToken(chatwoot, limits);
  if (!account) return [...checks, ...rest.map(skipped)];
  const { check, inbox } = await testInbox(chatwoot, limits);
  return [
    ...[...checks, check, await testTeam(chatwoot, limits)],
    inbox ? testWebhookUrl(chatwoot, inbox, webhookUrl) : skipped('webhookUrl'),
    ...[testProof(chatwoot, lastDelivery), testRole(account)],
  ];
};
