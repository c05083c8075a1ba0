import type { Api } from '../harness/api.ts';

type Part = { kind: string; settings: Record<string, unknown> };
type Endpoint = { id: string; name: string; bot: Part; handover: Part };

const path = '/tandem/gateway/endpoints';

/** Lets the demo's customers wait although nobody is on queue, for stories about waiting. */
export const letCustomersWait = async (admin: Api): Promise<void> => {
  const { entities } = await admin.ok<{ entities: Endpoint[] }>('GET', path);
  for (const { id, name, bot, handover } of entities)
    await admin.ok('PUT', `${path}/${id}`, {
      name,
      bot: { kind: bot.kind, settings: bot.settings },
      handover: {
        kind: handover.kind,
        settings: { ...handover.settings, checkAvailability: false },
      },
    });
};
