import { IconHeadset } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListPage } from '#src/components/list-page.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { useSession } from '#src/session/session.ts';
import { DeleteProvider } from './delete-provider.tsx';
import { ABILITIES, type HandoverProvider } from './provider-rules.ts';
import { useKindName } from './use-kinds.ts';

const pathOf = ({ id }: HandoverProvider): string => `/console/handover-providers/${id}`;

/** Handover providers: contact centres that bots hand over to. */
export function ProvidersPage() {
  const { t } = useTranslation('handover-providers');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const kindName = useKindName();
  const [doomed, setDoomed] = useState<HandoverProvider | null>(null);
  const open = (provider: HandoverProvider) => void navigate({ to: pathOf(provider) });
  const abilitiesOf = ({ capabilities }: HandoverProvider) =>
    ABILITIES.filter((name) => capabilities?.[name])
      .map((name) => t(`abilities.${name}`))
      .join(', ');
  return (
    <>
      <ListPage<HandoverProvider>
        title={t('title')}
        description={t('description')}
        queryKey={['handover-providers']}
        load={({ search: _, ...page }) =>
          api.call('GET /tandem/gateway/handover-providers', { query: page })
        }
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          { key: 'kind', header: t('fields.kind'), render: ({ kind }) => kindName(kind) },
          { key: 'abilities', header: t('abilities.title'), minor: true, render: abilitiesOf },
        ]}
        rowId={({ id }) => id}
        linkTo={pathOf}
        rowActions={(provider) => (
          <>
            {can({ all: ['gateway:endpoint:edit'] }) && (
              <EditAction name={provider.name} onClick={() => open(provider)} />
            )}
            {can({ all: ['gateway:endpoint:delete'] }) && (
              <DeleteAction name={provider.name} onClick={() => setDoomed(provider)} />
            )}
          </>
        )}
        {...(can({ all: ['gateway:endpoint:add'] })
          ? {
              newLabel: t('new'),
              onNew: () => void navigate({ to: '/console/handover-providers/new' }),
            }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconHeadset /> }}
      />
      <DeleteProvider provider={doomed} onClose={() => setDoomed(null)} />
    </>
  );
}
