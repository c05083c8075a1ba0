import type { MonitorEntry } from '@tandem/contract';

/** What hops say, in English; a console that speaks another language goes by the code. */
const words = {
  customerJoined: 'Customer joined',
  customerLeft: 'Customer left',
  flowStarted: 'Flow {name} started',
  flowEnded: 'Flow {name} ended',
  flowFailed: 'The flow failed',
  queueEntered: 'Waits in queue {name}',
  queueLeft: 'Left queue {name}',
  agentOffered: 'Offered to {name}',
  agentJoined: '{name} joined',
  agentAccepted: '{name} accepted',
  agentDeclined: '{name} declined',
  agentMissed: '{name} did not answer',
  agentLeft: '{name} left',
  agentWrappedUp: '{name} wrapped up {code}',
  agentFinished: '{name} finished after-call work',
  attributesChanged: 'Attributes changed',
  receipt: 'Receipt: {status}',
  webhook: '{type}: {state}, attempts: {attempts}',
} as const;

type Code = keyof typeof words;
type Params = Readonly<Record<string, string | number>>;

/** The summary of a hop, as text and as code with what fills it. */
export const say = (
  code: Code,
  params: Params = {},
): { readonly summary: string; readonly says: NonNullable<MonitorEntry['says']> } => {
  const text = words[code].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(params[name] ?? ''),
  );
  const why = params['why'];
  return { summary: why ? `${text} (${why})` : text, says: { code, params: { ...params } } };
};
