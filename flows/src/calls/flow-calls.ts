import { PublicError } from '@tandem/kit';
import type { FlowCalls } from '../calls.model.ts';
import { createBreakers } from './breakers.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { callHttp } from './http-call.ts';
import { createSessions } from './sessions.ts';
import { whileWanted } from './while-wanted.ts';

/** The executing side of effects that call out: HTTP requests and the sign-in of sessions. One for a process. */
export const createFlowCalls = (deps: FlowCallDeps): FlowCalls => {
  const sessions = createSessions(deps);
  const parts = { deps, sessions, breakers: createBreakers(deps.clock) };
  return {
    async perform(effect, origin, { signal }) {
      signal.throwIfAborted();
      const startedMs = deps.clock.monotonicMs();
      const sent = { attempts: 0 };
      const about = () => ({
        effect: effect.id,
        durationMs: Math.max(0, Math.round(deps.clock.monotonicMs() - startedMs)),
      });
      try {
        if (effect.kind === 'authenticate') {
          await whileWanted(sessions.signIn(origin, effect.request), signal);
          return { kind: 'result', ...about() };
        }
        const under = { origin, signal, sent };
        const response = await callHttp(parts, effect, under);
        return { kind: 'httpResponse', response, attempts: sent.attempts, ...about() };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof PublicError)) throw error;
        const { code, message, params } = error;
        const counted = effect.kind === 'httpRequest' ? sent : {};
        return { kind: 'failed', code, message, params, ...counted, ...about() };
      }
    },
    forget: sessions.forget,
  };
};
