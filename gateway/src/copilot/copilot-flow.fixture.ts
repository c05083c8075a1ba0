import { flowPermissions } from '@tandem/contract';
import { type GatewayWorld, orgA } from '../testing/index.ts';

export type FlowAction = { readonly type: string; readonly settings: object };

/** A published copilot flow of these actions, one after the other. */
export const addCopilotFlow = async (world: GatewayWorld, actions: readonly FlowAction[]) => {
  const token = `${orgA}|architect:flow:view,architect:flow:add,${flowPermissions.join(',')}`;
  const post = async (path: string, body: object) => {
    const made = await world.admin<{ id: string }>(`/flows${path}`, {
      ...{ method: 'POST', token, body },
    });
    if (made.status >= 300) throw new Error(JSON.stringify(made.body));
    return made;
  };
  const named = actions.map((action, index) => ({ ...action, id: `a${index}`, name: `A${index}` }));
  const document = {
    ...{ language: 1, kind: 'copilot', variables: [], start: 'a0', actions: named },
    edges: named.slice(1).map(({ id }, index) => ({ from: `a${index}`, outlet: 'next', to: id })),
  };
  const flow = await post('', { name: 'Copilot', kind: 'copilot', document });
  await post(`/${flow.body.id}/publish`, {});
  return flow.body.id;
};
