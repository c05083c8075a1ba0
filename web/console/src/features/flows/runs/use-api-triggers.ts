import { useQuery } from '@tanstack/react-query';
import type { Api } from '#src/api/client.ts';
import type { ReplyOf } from '#src/api/operations.ts';
import { useSession } from '#src/session/session.ts';
import type { Execution } from './run-api.ts';

type Listed = ReplyOf<'GET /api/v2/processautomation/triggers'>;
export type ApiTrigger = NonNullable<Listed['entities']>[number];

const PAGE_SIZE = 200;
// A list beside a canvas is of no use beyond this.
const MOST = 2_000;

const readTriggers = async (api: Api): Promise<readonly ApiTrigger[]> => {
  const all: ApiTrigger[] = [];
  let after: string | undefined;
  while (all.length < MOST) {
    const query = { pageSize: PAGE_SIZE, ...(after === undefined ? {} : { after }) };
    const page = await api.call('GET /api/v2/processautomation/triggers', { query });
    all.push(...(page.entities ?? []));
    const next = page.nextUri && new URL(page.nextUri, location.origin).searchParams.get('after');
    if (!next) break;
    after = next;
  }
  return all;
};

/** Triggers of the contact centre that start the flow; none where there is no contact centre or they may not be seen. */
export function useApiTriggers(flowId: string): readonly ApiTrigger[] {
  const { api, can, config } = useSession();
  const may = can({
    any: ['processautomation:trigger:view', 'processautomation:trigger:edit'],
  });
  const { data = [] } = useQuery({
    queryKey: ['api-triggers'],
    queryFn: () => readTriggers(api),
    enabled: may && config.halves.includes('platform'),
  });
  return data.filter(({ target }) => target?.id === flowId);
}

type Words = (key: string, values: Readonly<Record<string, string>>) => string;

/** What set a run going, in words: a trigger by its name. */
export const originText = (
  t: Words,
  {
    origin,
    trigger,
  }: Pick<Execution, 'origin'> & { readonly trigger: Execution['trigger'] | undefined },
  triggers: readonly ApiTrigger[],
): string => {
  if (!trigger) return t(`runs.origin.${origin}`, {});
  const name = triggers.find(({ id }) => id === trigger.id)?.name;
  return name ? t('runs.origin.trigger', { name }) : t('runs.origin.someTrigger', {});
};
