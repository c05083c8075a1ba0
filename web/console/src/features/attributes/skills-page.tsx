import { IconStars } from '@tabler/icons-react';
import { useSession } from '#src/session/session.ts';
import { NamePage } from './name-page.tsx';

/** Skills that conversations ask for and agents have. */
export function SkillsPage() {
  const { api, can } = useSession();
  return (
    <NamePage
      part="skills"
      icon={<IconStars />}
      load={({ search, ...page }) =>
        api.call('GET /api/v2/routing/skills', {
          query: { ...page, name: search ? `*${search}*` : undefined },
        })
      }
      create={
        can({ any: ['routing:skill:manage', 'routing:skill:create'] })
          ? (name) => api.call('POST /api/v2/routing/skills', { body: { name } })
          : undefined
      }
      remove={
        can({ any: ['routing:skill:manage', 'routing:skill:delete'] })
          ? (skillId) =>
              api.call('DELETE /api/v2/routing/skills/{skillId}', { params: { skillId } })
          : undefined
      }
    />
  );
}
