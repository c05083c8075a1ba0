import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const accessKeyId = 'AKIDEXAMPLE';
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

const sha = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signature Version 4 of a request as it arrived, computed from scratch. @returns why it is refused, or null */
export const refuseSignature = (
  request: { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer },
  keys: ReadonlyMap<string, string>,
  service: string,
): string | null => {
  const header = String(request.headers['authorization'] ?? '');
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!found) return 'MissingAuthenticationTokenException';
  const [, id = '', day = '', region = '', scope = '', names = '', signature] = found;
  const secret = keys.get(id);
  if (!secret) return 'UnrecognizedClientException';
  const date = String(request.headers['x-amz-date'] ?? '');
  if (scope !== service || !date.startsWith(day)) return 'InvalidSignatureException';
  for (const must of ['host', 'x-amz-date'])
    if (!names.split(';').includes(must)) return 'InvalidSignatureException';
  const canonicalHeaders = names
    .split(';')
    .map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replaceAll(/ +/g, ' ')}\n`,
    )
    .join('');
  const [path = '/', query = ''] = request.url.split('?');
  const canonical = [request.method, path, query, canonicalHeaders, names, sha(request.body)].join(
    '\n',
  );
  const text = [
    'AWS4-HMAC-SHA256',
    date,
    `${day}/${region}/${scope}/aws4_request`,
    sha(canonical),
  ].join('\n');
  const key = mac(mac(mac(mac(`AWS4${secret}`, day), region), scope), 'aws4_request');
  return mac(key, text).toString('hex') === signature ? null : 'InvalidSignatureException';
};

type Entry = {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  readonly Time?: number;
};
type Answer =
  | { readonly kind: 'entry'; readonly code: string; readonly message?: string }
  | {
      readonly kind: 'call';
      readonly status: number;
      readonly code: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

const size = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry) =>
  (Time === undefined ? 0 : 14) +
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );

type Input = {
  readonly Entries?: Entry[];
  readonly Name?: string;
  readonly Account?: string;
  readonly EventSourceName?: string;
};

const partnerName = /^aws\.partner(\/[.\-_A-Za-z0-9]+){2,}$/;

/** What becomes of a request about a bus or a partner event source. */
const askSource = (
  sources: Map<string, string>,
  action: string,
  { Name = '', Account = '', EventSourceName = '' }: Input,
): { readonly error?: string; readonly reply?: object } => {
  if (action === 'DescribeEventBus') return { reply: { Name } };
  const name = EventSourceName || Name;
  if (!partnerName.test(name)) return { error: 'ValidationException' };
  if (action === 'ListPartnerEventSourceAccounts') {
    const account = sources.get(name);
    if (account === undefined) return { error: 'ResourceNotFoundException' };
    return { reply: { PartnerEventSourceAccounts: [{ Account: account, State: 'PENDING' }] } };
  }
  if (!/^\d{12}$/.test(Account)) return { error: 'ValidationException' };
  if (action === 'CreatePartnerEventSource') {
    if (sources.has(name)) return { error: 'ResourceAlreadyExistsException' };
    sources.set(name, Account);
    return { reply: { EventSourceArn: `arn:aws:events:eu-central-1::event-source/${name}` } };
  }
  if (action !== 'DeletePartnerEventSource') return { error: 'UnknownOperationException' };
  if (sources.get(name) !== Account) return { error: 'ResourceNotFoundException' };
  sources.delete(name);
  return { reply: {} };
};

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Amazon EventBridge as far as PutEvents, PutPartnerEvents and DescribeEventBus go, and strict about all of them. */
export const startStrictEndpoint = async () => {
  const accepted: Entry[] = [];
  const problems: string[] = [];
  const keys = new Map([[accessKeyId, secretAccessKey]]);
  const world = {
    accepted,
    problems,
    keys,
    calls: 0,
    actions: [] as string[],
    /** Partner event sources by name, with the account that each was made for. */
    sources: new Map<string, string>(),
    /** Asked for each entry (then it names the entry) and once for each call (then it does not). */
    script: (_entry: Entry | null): Answer | null => null,
  };
  const fail = (
    response: ServerResponse,
    status: number,
    { code, headers = {} }: { code: string; headers?: Record<string, string> | undefined },
  ) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers });
    response.end(JSON.stringify({ __type: code, message: `${code} says the test` }));
  };
  const put = (response: ServerResponse, entries: readonly Entry[], most: number) => {
    const bytes = entries.reduce((sum, entry) => sum + size(entry), 0);
    if (entries.length === 0 || entries.length > most) {
      problems.push(`${entries.length} entries`);
      return fail(response, 400, { code: 'ValidationException' });
    }
    if (bytes > 1_048_576) {
      problems.push(`${bytes} bytes`);
      return fail(response, 413, { code: 'RequestEntityTooLargeException' });
    }
    const told = entries.map((entry) => {
      const answer = world.script(entry);
      if (answer?.kind === 'entry')
        return { ErrorCode: answer.code, ErrorMessage: answer.message ?? answer.code };
      if (!entry.Source || !entry.DetailType || !entry.Detail)
        return { ErrorCode: 'InvalidArgument' };
      if (most === 10 && entry.Source.startsWith('aws.'))
        return { ErrorCode: 'NotAuthorizedForSourceException' };
      accepted.push(entry);
      return { EventId: `event-${accepted.length}` };
    });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify({
        FailedEntryCount: told.filter((one) => 'ErrorCode' in one).length,
        Entries: told,
      }),
    );
  };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    world.calls += 1;
    const { method = '', url = '', headers } = request;
    const action = String(headers['x-amz-target'] ?? '').replace('AWSEvents.', '');
    world.actions.push(action);
    const refused = refuseSignature({ method, url, headers, body }, keys, 'events');
    if (refused) return fail(response, 400, { code: refused });
    const answer = world.script(null);
    if (answer?.kind === 'hang') return;
    if (answer?.kind === 'reset') return request.socket.destroy();
    if (answer?.kind === 'call') return fail(response, answer.status, answer);
    const input = JSON.parse(body.toString()) as Input;
    if (action === 'PutEvents') return put(response, input.Entries ?? [], 10);
    if (action === 'PutPartnerEvents') return put(response, input.Entries ?? [], 20);
    const told = askSource(world.sources, action, input);
    if (told.error) return fail(response, 400, { code: told.error });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(told.reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(world, {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
};

export type StrictEndpoint = Awaited<ReturnType<typeof startStrictEndpoint>>;
