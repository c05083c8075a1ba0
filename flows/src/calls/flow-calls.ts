import { PublicError } from '@tandem/kit';
import type { FlowCalls } from '../calls.model.ts';
import { createBreakers } from './breakers.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { callHttp } from './http-call.ts';
import { createSessions } from './sessions.ts';

/** Answers what a promise does, or rejects with the signal's reason as soon as it fires. */
const whileWanted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });

/** The executing side of effects that call out: HTTP requests and the sign-in of sessions. One for a process. */
export const createFlowCalls = (deps: FlowCallDeps): FlowCalls => {
  const sessions = createSessions(deps);
  const parts = { deps, sessions, breakers: createBreakers(deps.clock) };
  return {
    async perform(effect, origin, { signal }) {
      signal.throwIfAborted();
      const startedMs = deps.clock.monotonicMs();
      const about = () => ({
        effect: effect.id,
        durationMs: Math.max(0, Math.round(deps.clock.monotonicMs() - startedMs)),
      });
      try {
        if (effect.kind === 'authenticate') {
          await whileWanted(sessions.signIn(origin, effect.request), signal);
          return { kind: 'result', ...about() };
        }
        const under = { origin, signal };
        const response = await whileWanted(callHttp(parts, effect, under), signal);
        return { kind: 'httpResponse', response, ...about() };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof PublicError)) throw error;
        return { kind: 'failed', code: error.code, message: error.message, ...about() };
      }
    },
    forget: sessions.forget,
  };
};
