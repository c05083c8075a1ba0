import type { Call, Handler } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import type { EndpointDirectory, EndpointKey, OpenEndpoint } from '../endpoints/index.ts';
import { type Caller, identify, identifyVisitor, requireSession } from './caller.ts';
import type { DirectLineDeps } from './conversations.usecases.ts';
import { directLineErrors } from './directline.errors.ts';
import type { ChatLimiter } from './limiter.ts';
import type { ChatUse } from './limits.rules.ts';
import { checkAnnouncedSize } from './upload.rules.ts';

type Params = Readonly<Record<string, string>>;

/** `use`: counted against the limits; `graceMs`: how long an ended token still counts. */
export type Admission = { readonly use?: ChatUse; readonly graceMs?: number };

type Sparing = {
  readonly directory: EndpointDirectory;
  readonly limiter: Pick<ChatLimiter, 'mayFail' | 'takeFailure'>;
};

/**
 * The endpoints for one address. Once it has guessed as often as it may, only what is known to be right is looked up:
 * further guesses cost no query, and neighbours with the right secret are served all the same.
 */
const sparing = ({ directory, limiter }: Sparing, address: string): EndpointDirectory => {
  const spare = async (key: EndpointKey) => {
    if (limiter.mayFail(address) || (await directory.isKnown(key))) return;
    limiter.takeFailure(address);
  };
  return {
    ...directory,
    async byToken(token) {
      await spare({ token });
      return directory.byToken(token);
    },
    async bySecret(secret) {
      await spare({ secret });
      return directory.bySecret(secret);
    },
  };
};

/**
 * The endpoint whose public pages are asked for, counted by address and endpoint; null: there is none, which is counted
 * as a guess. @throws directLineErrors.tooMany
 */
export const admitPage = async (
  { directory, limiter }: Sparing & { readonly limiter: ChatLimiter },
  { address, token }: { readonly address: string; readonly token: string },
): Promise<OpenEndpoint | null> => {
  const endpoint = await sparing({ directory, limiter }, address).byToken(token);
  if (endpoint) limiter.take('pages', { address, endpointId: endpoint.id, trusted: false });
  else limiter.takeFailure(address);
  return endpoint;
};

const failures = new Set([
  directLineErrors.badToken().code,
  directLineErrors.endpointNotFound().code,
]);

/** Who does not know a secret, token or endpoint is counted, whatever he asks for. */
const counted = async <Found>(
  deps: DirectLineDeps,
  address: string,
  find: () => Promise<Found>,
): Promise<Found> => {
  try {
    return await find();
  } catch (error) {
    if (error instanceof PublicError && failures.has(error.code)) deps.limiter.takeFailure(address);
    throw error;
  }
};

/** Who calls, counted before anything is read or stored for them. */
export const admitCaller = async (
  deps: DirectLineDeps,
  call: Pick<Call, 'headers' | 'params' | 'address'>,
  { use, graceMs = 0 }: Admission,
): Promise<Caller> => {
  const asked = { headers: call.headers, params: call.params as Params, graceMs };
  const caller = await counted(deps, call.address, () =>
    identify({ ...deps, directory: sparing(deps, call.address) }, asked),
  );
  const asking = { address: call.address, endpointId: caller.endpoint.id };
  if (use) deps.limiter.take(use, { ...asking, trusted: caller.by === 'secret' });
  return caller;
};

/** The visitor whose conversations are asked for, counted in the same way. */
export const admitVisitor = async (
  deps: DirectLineDeps,
  call: Pick<Call, 'headers' | 'params' | 'address'>,
  { use }: Admission,
) => {
  const asked = { headers: call.headers, params: call.params as Params };
  const found = await counted(deps, call.address, () =>
    identifyVisitor({ ...deps, directory: sparing(deps, call.address) }, asked),
  );
  const asking = { address: call.address, endpointId: found.endpoint.id, trusted: false };
  if (use) deps.limiter.take(use, asking);
  return found;
};

/** Largest file that the endpoint takes, in bytes. */
export const maxFileBytes = ({ maxUploadBytes }: DirectLineDeps, { endpoint }: Caller) =>
  Math.min(endpoint.uploadBytes ?? maxUploadBytes, maxUploadBytes);

/** An upload is looked at before its body is gathered: who it is from, how many there were, how large it is. */
export const admitUpload =
  (deps: DirectLineDeps): NonNullable<Handler['admit']> =>
  async (call) => {
    const caller = await admitCaller(deps, call, { use: 'uploads' });
    const params = call.params as Params;
    await requireSession(deps, caller, params['conversationId'] ?? '');
    checkAnnouncedSize(call.headers, maxFileBytes(deps, caller));
  };
