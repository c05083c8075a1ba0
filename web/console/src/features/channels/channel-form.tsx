import { Paper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runningOf } from '#src/components/confirm-ending.tsx';
import { EndRunning, type InTheWay } from '#src/components/end-running.tsx';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import {
  type Channel,
  type ChannelBody,
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
  const [inTheWay, setInTheWay] = useState<InTheWay<ChannelBody> | null>(null);
  const done = async () => {
    await client.invalidateQueries({ queryKey: ['channels'] });
    notifyDone(t('saved'));
  };
  const change = async (body: ChannelBody, query: { running?: 'end' } = {}) => {
    await api.call('PUT /tandem/gateway/channels/{channelId}', {
      ...{ params: { channelId: channel?.id ?? '' }, query, body },
    });
    await done();
  };
  const save = async (values: FormValues) => {
    const body = formToChannel({ kind, channel }, values);
    if (!channel) {
      const made = await api.call('POST /tandem/gateway/channels', { body });
      await done();
      void navigate({ to: `/console/channels/${made.id}`, replace: true });
      return;
    }
    try {
      await change(body);
    } catch (error) {
      const count = runningOf(error, 'gateway.channel.running');
      if (count !== null) setInTheWay({ body, consequence: t('running.move', { count }) });
      throw error;
    }
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
      <EndRunning
        inTheWay={inTheWay}
        name={channel?.name ?? ''}
        title={t('running.title', { name: channel?.name ?? '' })}
        confirmLabel={t('running.confirmMove')}
        onConfirm={(body) => change(body, { running: 'end' })}
        onClose={() => setInTheWay(null)}
      />
    </Paper>
  );
}
