import type { Api } from '#src/api/client.ts';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { useSession } from '#src/session/session.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import { asBody, type FlowHalf } from '../flow-api.ts';

export type Simulation = ReplyOf<'GET /tandem/platform/flows/simulations/{simulationId}'>;
export type SimulationMessage =
  BodyOf<'POST /tandem/platform/flows/simulations/{simulationId}/messages'>;
type Start = BodyOf<'POST /tandem/platform/flows/simulations'>;

const BASE = '/tandem/platform/flows/simulations';
const ONE = `${BASE}/{simulationId}` as const;

/** The simulator of one half. Both halves mount the same, so the types of one are those of the other. */
const simulatorApiOf = (api: Api, half: FlowHalf) => {
  const at = <Key extends string>(key: Key): Key => key.replace('/platform/', `/${half}/`) as Key;
  const one = (simulationId: string) => ({ params: { simulationId } });
  return {
    start: ({ document, ...rest }: Omit<Start, 'document'> & { readonly document: FlowDocument }) =>
      api.call(at(`POST ${BASE}`), { body: { ...rest, document: asBody(document) } }),
    get: (id: string) => api.call(at(`GET ${ONE}`), one(id)),
    say: (id: string, body: SimulationMessage) =>
      api.call(at(`POST ${ONE}/messages`), { ...one(id), body }),
    skip: (id: string) => api.call(at(`POST ${ONE}/skip`), one(id)),
  };
};
export type SimulatorApi = ReturnType<typeof simulatorApiOf>;

export const useSimulatorApi = (half: FlowHalf): SimulatorApi =>
  simulatorApiOf(useSession().api, half);
