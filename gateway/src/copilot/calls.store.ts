import type { Queryable } from '@tandem/kit';
import type { Work } from '@tandem/lanes';
import { gatewayQueues } from '../conversations/index.ts';

/** Whether work stands behind this in its conversation that asks the model, or that may lead to it. */
export const isModelAskedAgain = async (
  db: Queryable,
  { lane, id }: Pick<Work, 'lane' | 'id'>,
): Promise<boolean> => {
  const [row] = await db.query<{ again: boolean }>(
    `select exists (select from lane_work where lane = $1 and queue = $2 and id > $3 and payload ->> 'kind' = 'model')
       or exists (select from lane_work where lane = $1 and queue = $4 and payload ->> 'kind' in ('handover', 'message'))
       as again`,
    [lane, gatewayQueues.copilotCalls, id, gatewayQueues.copilot],
  );
  return row?.again === true;
};
