import { IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ConnectionChecks } from '#src/components/connection-checks.tsx';
import { useSession } from '#src/session/session.ts';
import type { Channel } from './channel-rules.ts';

type ChecksProps = { readonly channel: Channel; readonly connects: boolean };

/** Connects the channel where its vendor takes the address by a call, and tries the stored credentials. */
export function ChannelChecks({ channel, connects }: ChecksProps) {
  const { t } = useTranslation('channels');
  const { api } = useSession();
  const params = { channelId: channel.id };
  return (
    <ConnectionChecks
      title={t('checks.title')}
      help={connects ? t('checks.connectHelp') : t('checks.help')}
      run={t('checks.test')}
      lineOf={({ check, state }) =>
        t('checks.line', {
          check: t(`checks.names.${check}`, { defaultValue: check }),
          state: t(`checks.states.${state}`),
        })
      }
      test={() => api.call('POST /tandem/gateway/channels/{channelId}/test', { params })}
      main={
        connects
          ? {
              label: t('checks.connect'),
              icon: <IconLink size={16} />,
              run: () => api.call('POST /tandem/gateway/channels/{channelId}/connect', { params }),
            }
          : undefined
      }
    />
  );
}
