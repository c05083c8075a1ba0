import { type HttpClient, PublicError } from '@tandem/kit';

/** Calls this installation's own API: the demo is set up as an administrator would, over the wire. */
export type Wire = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
) => Promise<T>;

const json = (body: Buffer): unknown => (body.length > 0 ? JSON.parse(body.toString('utf8')) : {});

/** One line that names the call and says why it was refused. */
const refused = (call: string, { status, body }: { status: number; body: Buffer }) =>
  new PublicError({
    status: 502,
    code: 'demo.refused',
    message: `${call} answered ${status}: ${(json(body) as { message?: string }).message ?? 'no reason given'}`,
  });

/** Signs a client in and answers a caller. @throws PublicError naming the call that was refused. */
export const signIn = async (
  http: HttpClient,
  url: string,
  client: { id: string; secret: string },
): Promise<Wire> => {
  const granted = await http.request({
    method: 'POST',
    url: `${url}/oauth/token`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = json(granted.body) as { access_token?: string };
  if (!token) throw refused('POST /oauth/token', granted);
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const reply = await http.request({
      method,
      url: `${url}${path}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (reply.status >= 300) throw refused(`${method} ${path}`, reply);
    return json(reply.body) as T;
  };
};
