import { useQuery } from '@tanstack/react-query';
import { useDesigner } from '../designer/designer-context.ts';
import type { Choice } from '../flow-api.ts';

/** What a setting of a kind of resource may choose from; empty while it is asked for and where none can be read. */
export function useResourceChoices(resource: string): readonly Choice[] {
  const { flows } = useDesigner();
  const read = useQuery({
    queryKey: ['flows', flows.half, 'choices', resource],
    queryFn: () => flows.choices(resource),
    staleTime: 30_000,
  });
  return read.data?.choices ?? [];
}
