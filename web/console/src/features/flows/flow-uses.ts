import { ApiError } from '#src/api/api-error.ts';
import type { Session } from '#src/session/session.ts';

type Api = Session['api'];

/** Names of the message addresses that are routed to a flow. */
const addressesOf = async (api: Api, flowId: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for (let pageNumber = 1; ; pageNumber += 1) {
    const { entities = [] } = await api.call('GET /api/v2/routing/message/recipients', {
      query: { pageNumber, pageSize: 100 },
    });
    for (const { id, name, flow } of entities)
      if (flow?.id === flowId) names.push(name ?? id ?? '');
    if (entities.length < 100) return names;
  }
};

/**
 * Deletes a flow; where addresses are routed to it, says which.
 * @param inUse words for the names of the addresses
 */
export const deleteFlow = async (
  api: Api,
  flowId: string,
  inUse: (names: string) => string,
): Promise<void> => {
  try {
    await api.call('DELETE /api/v2/flows/{flowId}', { params: { flowId } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'flow.in.use') throw error;
    // Who may not see addresses reads how many there are.
    const names = await addressesOf(api, flowId).catch(() => []);
    if (names.length === 0) throw error;
    const { status, code, correlationId } = error;
    throw new ApiError({ status, code, correlationId, message: inUse(names.join(', ')) });
  }
};
