import { Paper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import {
  type Channel,
  type ChannelKind,
  channelFields,
  channelToForm,
  formToChannel,
} from './channel-rules.ts';

type ChannelFormProps = {
  readonly kind: ChannelKind;
  readonly channel: Channel | null;
  readonly endpoints: readonly { readonly id: string; readonly name: string }[];
};

/** The settings of a channel, as its kind declares them. */
export function ChannelForm({ kind, channel, endpoints }: ChannelFormProps) {
  const { t } = useTranslation('channels');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const editable = can({ all: [`gateway:endpoint:${channel ? 'edit' : 'add'}`] });
  const translate = (key: string, defaultValue?: string) =>
    defaultValue === undefined ? t(key) : t(key, { defaultValue });
  const save = async (values: FormValues) => {
    const body = formToChannel({ kind, channel }, values);
    const saved = channel
      ? await api.call('PUT /tandem/gateway/channels/{channelId}', {
          params: { channelId: channel.id },
          body,
        })
      : await api.call('POST /tandem/gateway/channels', { body });
    await client.invalidateQueries({ queryKey: ['channels'] });
    notifyDone(t('saved'));
    if (!channel) void navigate({ to: `/console/channels/${saved.id}` });
  };
  const options = endpoints.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Paper withBorder p="lg">
      <Form
        fields={channelFields({ kind, channel, endpoints: options }, translate).map((field) =>
          editable ? field : { ...field, disabled: true },
        )}
        initial={channelToForm(channel, endpoints.length === 1 ? (endpoints[0]?.id ?? null) : null)}
        readOnly={!editable}
        onSubmit={save}
      />
    </Paper>
  );
}
