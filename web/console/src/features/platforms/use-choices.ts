import { useQuery } from '@tanstack/react-query';
import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';
import type { PlatformChoices } from './platform-fields.ts';

const toOptions = (rows: readonly { readonly id?: string; readonly name?: string }[] | undefined) =>
  (rows ?? []).flatMap(({ id, name }) => (id ? [{ value: id, label: name ?? id }] : []));

/** Configurations and content profiles to choose from; without the permission to see them: none. */
export function usePlatformChoices(): PlatformChoices & { readonly ready: boolean } {
  const { api, can } = useSession();
  const maySettings = can({ all: ['messaging:setting:view'] });
  const mayContents = can({ all: ['messaging:supportedContent:view'] });
  const settings = useQuery({
    queryKey: ['message-settings', 'choices'],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /api/v2/conversations/messaging/settings', { query: page }),
      ),
    enabled: maySettings,
  });
  const contents = useQuery({
    queryKey: ['supported-content', 'choices'],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /api/v2/conversations/messaging/supportedcontent', { query: page }),
      ),
    enabled: mayContents,
  });
  return {
    settings: toOptions(settings.data),
    contents: toOptions(contents.data),
    ready: !(maySettings && settings.isPending) && !(mayContents && contents.isPending),
  };
}
