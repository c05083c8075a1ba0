import { IconLanguage } from '@tabler/icons-react';
import { useSession } from '#src/session/session.ts';
import { NamePage } from './name-page.tsx';

/** Language skills that conversations ask for and agents have. */
export function LanguagesPage() {
  const { api, can } = useSession();
  const mayManage = can({ all: ['routing:skill:manage'] });
  return (
    <NamePage
      part="languages"
      icon={<IconLanguage />}
      load={({ search, ...page }) =>
        api.call('GET /api/v2/routing/languages', {
          query: { ...page, name: search ? `*${search}*` : undefined },
        })
      }
      create={
        mayManage
          ? (name) => api.call('POST /api/v2/routing/languages', { body: { name } })
          : undefined
      }
      remove={
        mayManage
          ? (languageId) =>
              api.call('DELETE /api/v2/routing/languages/{languageId}', { params: { languageId } })
          : undefined
      }
    />
  );
}
