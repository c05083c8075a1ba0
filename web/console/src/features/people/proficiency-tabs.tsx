import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';
import { ProficiencyList } from './proficiency-list.tsx';

const PAGE_SIZE = 100;

/** Which skills a person has, and how well. */
export function SkillsTab({ userId }: { readonly userId: string }) {
  const { api, can } = useSession();
  return (
    <ProficiencyList
      part="skills"
      queryKey={['users', userId, 'skills']}
      editable={can({ all: ['routing:skill:assign'] })}
      load={() =>
        readAll(PAGE_SIZE, (page) =>
          api.call('GET /api/v2/users/{userId}/routingskills', { params: { userId }, query: page }),
        )
      }
      loadAll={() =>
        readAll(PAGE_SIZE, (page) => api.call('GET /api/v2/routing/skills', { query: page }))
      }
      add={(id, proficiency) =>
        api.call('POST /api/v2/users/{userId}/routingskills', {
          params: { userId },
          body: { id, proficiency },
        })
      }
      change={(skillId, proficiency) =>
        api.call('PUT /api/v2/users/{userId}/routingskills/{skillId}', {
          params: { userId, skillId },
          body: { id: skillId, proficiency },
        })
      }
      remove={(skillId) =>
        api.call('DELETE /api/v2/users/{userId}/routingskills/{skillId}', {
          params: { userId, skillId },
        })
      }
    />
  );
}

/** Which languages a person speaks, and how well. */
export function LanguagesTab({ userId }: { readonly userId: string }) {
  const { api, can } = useSession();
  return (
    <ProficiencyList
      part="languages"
      queryKey={['users', userId, 'languages']}
      editable={can({ any: ['routing:skill:assign', 'routing:language:assign'] })}
      load={() =>
        readAll(PAGE_SIZE, (page) =>
          api.call('GET /api/v2/users/{userId}/routinglanguages', {
            params: { userId },
            query: page,
          }),
        )
      }
      loadAll={() =>
        readAll(PAGE_SIZE, (page) => api.call('GET /api/v2/routing/languages', { query: page }))
      }
      add={(id, proficiency) =>
        api.call('POST /api/v2/users/{userId}/routinglanguages', {
          params: { userId },
          body: { id, proficiency },
        })
      }
      change={(languageId, proficiency) =>
        api.call('PATCH /api/v2/users/{userId}/routinglanguages/{languageId}', {
          params: { userId, languageId },
          body: { id: languageId, proficiency },
        })
      }
      remove={(languageId) =>
        api.call('DELETE /api/v2/users/{userId}/routinglanguages/{languageId}', {
          params: { userId, languageId },
        })
      }
    />
  );
}
