import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';
import { type Colleague, type Person, toColleagues } from './people-rules.ts';

type Option = { readonly value: string; readonly label: string };

/** Everybody else, with what they are doing; the ones who can answer now first. */
export function usePeople() {
  const { api, me } = useSession();
  const { t } = useTranslation('desk');
  const query = useQuery({
    queryKey: ['desk', 'people'],
    // Who is there now, not when it was last asked.
    staleTime: 0,
    queryFn: async () => {
      const users = await readAll(100, (page) =>
        api.call('GET /api/v2/users', {
          query: { ...page, state: 'active', expand: ['presence'] },
        }),
      );
      return toColleagues(users as readonly Person[], me.id);
    },
  });
  const toOption = ({ id, name, presence }: Colleague): Option => ({
    value: id,
    label: presence ? `${name} · ${t(`presence.${presence}`)}` : name,
  });
  const options = (alsoAway: boolean): readonly Option[] =>
    (query.data ?? []).filter(({ online }) => online || alsoAway).map(toOption);
  return { query, options, away: (query.data ?? []).some(({ online }) => !online) };
}
