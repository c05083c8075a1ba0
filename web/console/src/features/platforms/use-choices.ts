import { useQuery } from '@tanstack/react-query';
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
      api.call('GET /api/v2/conversations/messaging/settings', { query: { pageSize: 100 } }),
    enabled: maySettings,
  });
  const contents = useQuery({
    queryKey: ['supported-content', 'choices'],
    queryFn: () =>
      api.call('GET /api/v2/conversations/messaging/supportedcontent', {
        query: { pageSize: 100 },
      }),
    enabled: mayContents,
  });
  return {
    settings: toOptions(settings.data?.entities),
    contents: toOptions(contents.data?.entities),
    ready: !(maySettings && settings.isPending) && !(mayContents && contents.isPending),
  };
}
