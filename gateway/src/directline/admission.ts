import type { Call, Handler } from '@tandem/contract';
import { type Caller, identify, requireSession } from './caller.ts';
import type { DirectLineDeps } from './conversations.usecases.ts';
import type { ChatUse } from './limits.rules.ts';
import { checkAnnouncedSize } from './upload.rules.ts';

/** `use`: counted against the limits; `graceMs`: how long an ended token still counts. */
export type Admission = { readonly use?: ChatUse; readonly graceMs?: number };

/** Who calls, counted before anything is read or stored for them. */
export const admitCaller = async (
  deps: DirectLineDeps,
  call: Pick<Call, 'headers' | 'params' | 'address'>,
  { use, graceMs = 0 }: Admission,
): Promise<Caller> => {
  const params = call.params as Readonly<Record<string, string>>;
  const caller = await identify(deps, { headers: call.headers, params, graceMs });
  const asking = { address: call.address, endpointId: caller.endpoint.id };
  if (use) deps.limiter.take(use, { ...asking, trusted: caller.by === 'secret' });
  return caller;
};

/** Largest file that the endpoint takes, in bytes. */
export const maxFileBytes = ({ maxUploadBytes }: DirectLineDeps, { endpoint }: Caller) =>
  Math.min(endpoint.uploadBytes ?? maxUploadBytes, maxUploadBytes);

/** An upload is looked at before its body is gathered: who it is from, how many there were, how large it is. */
export const admitUpload =
  (deps: DirectLineDeps): NonNullable<Handler['admit']> =>
  async (call) => {
    const caller = await admitCaller(deps, call, { use: 'uploads' });
    const params = call.params as Readonly<Record<string, string>>;
    await requireSession(deps, caller, params['conversationId'] ?? '');
    checkAnnouncedSize(call.headers, maxFileBytes(deps, caller));
  };
