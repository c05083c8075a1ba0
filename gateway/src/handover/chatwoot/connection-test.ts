import type { ConnectionCheck } from '@tandem/contract';
import { fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import { failed, failureOf, passed, skipped, warned } from '../connection-checks.ts';
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
  const host = passed('host', 'Chatwoot answers.');
  try {
    const { status, body } = await askChatwoot(chatwoot, { ...ask, also: [401, 403], ...limits });
    if (status !== 200)
      return {
        checks: [host, failed('credentials', `Chatwoot refuses the token (HTTP ${status}).`)],
        account: null,
      };
    const { accounts, name } = fieldsOf(body);
    if (!Array.isArray(accounts))
      return {
        checks: [failed('host', 'The address answers, but not as Chatwoot does.')],
        account: null,
      };
    const { accountId } = chatwoot.settings;
    const found = fieldsIn(accounts).find((one) => idOf(one['id']) === accountId);
    if (!found)
      return {
        checks: [host, failed('credentials', `The token does not reach the account ${accountId}.`)],
        account: null,
      };
    const account = {
      ...{ id: accountId, name: textOf(found['name']) ?? accountId, role: textOf(found['role']) },
    };
    const message = `The token is of ${textOf(name) ?? 'a user'} in the account "${account.name}".`;
    return { checks: [host, passed('credentials', message)], account };
  } catch (error) {
    return {
      checks: [failed('host', failureOf(error).reason), skipped('credentials')],
      account: null,
    };
  }
};

const testInbox = async (chatwoot: Chatwoot, limits: Limits) => {
  try {
    const inbox = await findInbox(chatwoot, limits);
    if (!inbox) {
      const message = `The token sees no inbox "${chatwoot.settings.inbox}". Compare name or id, and that its user belongs to the inbox.`;
      return { check: failed('integration', message), inbox: null };
    }
    const shown = `"${inbox.name}" (id ${inbox.id})`;
    return inbox.isApi
      ? { check: passed('integration', `The inbox ${shown} exists.`), inbox }
      : {
          check: failed('integration', `The inbox ${shown} is not of the channel API.`),
          inbox: null,
        };
  } catch (error) {
    return { check: failed('integration', failureOf(error).reason), inbox: null };
  }
};

const testTeam = async (chatwoot: Chatwoot, limits: Limits): Promise<ConnectionCheck> => {
  const { team: asked } = chatwoot.settings;
  if (!asked)
    return passed('queue', 'No team is set: everybody of the inbox sees the conversation.');
  try {
    const { team, forbidden } = await findTeam(chatwoot, asked, limits);
    if (team) return passed('queue', `The team "${team.name}" (id ${team.id}) exists.`);
    if (!forbidden) return failed('queue', `There is no team "${asked}".`);
    return warned('queue', 'The token may not read teams: conversations come without a team.');
  } catch (error) {
    return failed('queue', failureOf(error).reason);
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
    return passed('webhookUrl', 'The webhook URL of the inbox is this server.');
  if (entered === webhookUrl || entered?.startsWith(`${webhookUrl}?`))
    return failed(
      'webhookUrl',
      'The webhook URL of the inbox is this server, but with another token or none.',
    );
  const shown = entered ? entered.split('?')[0] : 'no address';
  return failed('webhookUrl', `The inbox delivers to ${shown}. Enter ${webhookUrl} there.`);
};

const testProof = (
  { settings: { webhookSecret, urlToken } }: Chatwoot,
  lastDelivery: LastDelivery | null,
): ConnectionCheck =>
  webhookSecret || urlToken
    ? deliveryCheck(lastDelivery)
    : failed(
        'signature',
        'Neither Webhook Secret nor token in the address is set: no delivery of Chatwoot is believed, and no answer reaches the customer.',
      );

const testRole = ({ role }: Account): ConnectionCheck =>
  role === 'administrator'
    ? passed('permissions', 'The token is of an administrator.')
    : warned(
        'permissions',
        'The token is of no administrator: it works only while its user is a member of the inbox.',
      );

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
