import { type Fields, textOf } from '@tandem/kit';
import {
  answerOf,
  baseOf,
  bearerOf,
  type ChannelHttp,
  callVendor,
  isSuccess,
  jsonBody,
  statusFailure,
  type VendorBody,
} from '../channel-http.ts';
import { type ChannelContext, ChannelFailure, type OpenChannel } from '../channels.model.ts';

const defaultBase = 'https://slack.com/api';

/** Errors that pass by themselves; Slack answers them with 200. */
const passing: ReadonlySet<string> = new Set([
  ...['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'service_unavailable'],
  ...['request_timeout', 'team_added_to_org', 'org_login_required'],
]);

export const slackBase = (channel: OpenChannel): string => baseOf(channel, 'apiBase', defaultBase);

const tokenField = 'botToken';

export const slackBody = (fields: object): VendorBody =>
  jsonBody(fields, 'application/json; charset=utf-8');

/** Methods that take no JSON. */
export const formBody = (fields: Readonly<Record<string, string>>): VendorBody => ({
  body: new URLSearchParams(fields).toString(),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});

/** Calls a method of the Web API. @throws ChannelFailure also where Slack answers 200 and `ok: false` */
export const callSlack = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { method, body, headers }: VendorBody & { readonly method: string },
): Promise<Fields> => {
  const response = await callVendor(deps, context, {
    method: 'POST',
    url: `${slackBase(context.channel)}/${method}`,
    headers: { ...bearerOf(context, tokenField), ...headers },
    body,
  });
  if (!isSuccess(response)) throw statusFailure(deps, response);
  const answer = answerOf(response);
  if (answer['ok'] === true) return answer;
  const error = textOf(answer['error']) ?? 'no usable answer';
  throw new ChannelFailure(passing.has(error) ? 'retry' : 'refused', `Slack: ${error}`);
};

/** Files lie on Slack's own hosts: the token goes nowhere else. */
const isOfSlack = (url: string, channel: OpenChannel): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  const own = new URL(slackBase(channel)).origin;
  return (
    origin === own ||
    (protocol === 'https:' && /(^|\.)slack(-edge|-files|-gov)?\.com$/.test(hostname))
  );
};

/** The bytes of a file. @throws ChannelFailure */
export const downloadSlack = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { url, maxBytes }: { url: string; maxBytes: number },
) => {
  if (!isOfSlack(url, context.channel))
    throw new ChannelFailure('refused', 'the file does not lie at Slack');
  const asked = { method: 'GET', url, headers: bearerOf(context, tokenField), maxBytes };
  const response = await callVendor(deps, context, asked);
  const type = String(response.headers['content-type'] ?? '');
  // Without the scope for files Slack answers with its sign-in page.
  if (isSuccess(response) && type.startsWith('text/html'))
    throw new ChannelFailure('refused', 'the app lacks the scope files:read');
  if (!isSuccess(response)) throw statusFailure(deps, response, 'the file cannot be fetched');
  return response;
};

/** Puts bytes to the address that Slack has told for them. */
export const uploadSlack = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { url, data, type }: { url: string; data: Buffer; type: string },
): Promise<void> => {
  const headers = { 'Content-Type': type };
  const response = await callVendor(deps, context, { method: 'POST', url, body: data, headers });
  if (!isSuccess(response)) throw statusFailure(deps, response, 'the file was not taken');
};
