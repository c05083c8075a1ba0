import { IconTags } from '@tabler/icons-react';
import { useSession } from '#src/session/session.ts';
import { NamePage } from './name-page.tsx';

/** Wrap-up codes: what agents say a conversation came to. */
export function CodesPage() {
  const { api, can } = useSession();
  return (
    <NamePage
      part="codes"
      icon={<IconTags />}
      load={({ search, ...page }) =>
        api.call('GET /api/v2/routing/wrapupcodes', {
          query: { ...page, name: search ? `*${search}*` : undefined },
        })
      }
      create={
        can({ all: ['routing:wrapupCode:add'] })
          ? (name) => api.call('POST /api/v2/routing/wrapupcodes', { body: { name } })
          : undefined
      }
      rename={
        can({ all: ['routing:wrapupCode:edit'] })
          ? (row, name) =>
              api.call('PUT /api/v2/routing/wrapupcodes/{codeId}', {
                params: { codeId: row.id ?? '' },
                body: { name },
              })
          : undefined
      }
      remove={
        can({ all: ['routing:wrapupCode:delete'] })
          ? (codeId) =>
              api.call('DELETE /api/v2/routing/wrapupcodes/{codeId}', { params: { codeId } })
          : undefined
      }
    />
  );
}
