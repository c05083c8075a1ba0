import type { Call, Handler, OperationSpec } from '@tandem/contract';
import { withCors } from './cors.ts';

/** Mounted twice, an operation's static types do not reach here; the server has checked the values. */
export const paramsOf = ({ params }: Pick<Call, 'params'>) =>
  params as Readonly<Record<string, string>>;
export const queryOf = ({ query }: Pick<Call, 'query'>) =>
  query as Readonly<Record<string, unknown>>;
export const textParam = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Address the caller used, for links that lead back to it. */
export const baseOf = (call: Call): string => {
  const { clientOrigin } = call;
  const address = paramsOf(call)['endpointToken'];
  return address ? `${clientOrigin}/endpoints/${encodeURIComponent(address)}` : clientOrigin;
};

/** The page that asks, and the origin of this server's own pages. */
export const ownOf = ({ headers, clientOrigin }: Pick<Call, 'headers' | 'clientOrigin'>) => ({
  origin: textParam(headers['origin']),
  own: clientOrigin,
});

const addressed = (operation: OperationSpec): OperationSpec => {
  const { params: _ids, ...rest } = operation;
  return { ...rest, path: `/endpoints/{endpointToken}${operation.path}` };
};

/** Real clients leave the body out, so no schema may ask for one. */
export const bodiless = (operation: OperationSpec): OperationSpec => {
  const { body: _optional, ...rest } = operation;
  return rest;
};

/** Every operation twice: at the common address with a secret or token, and below the address of an endpoint. */
export const bothWays = (
  operation: OperationSpec,
  run: Handler['run'],
  options: Pick<Handler, 'raw' | 'bodyLimit' | 'admit'> = {},
): Handler[] =>
  [operation, addressed(operation)].map((each) => ({
    operation: each,
    run: withCors(run),
    ...options,
  }));
