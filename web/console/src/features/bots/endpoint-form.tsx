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
  type Endpoint,
  type EndpointBody,
  endpointFields,
  endpointToForm,
  formToEndpoint,
  type Providers,
} from './endpoint-rules.ts';

type EndpointFormProps = { readonly endpoint: Endpoint | null; readonly providers: Providers };

/** Refusals because of handovers that run, and what ending them means. */
const refusals = [
  ['gateway.endpoint.running.there', 'running.move'],
  ['gateway.endpoint.running.off', 'running.off'],
] as const;

/** What an endpoint is made of: itself, its bot, and where it hands over to. */
export function EndpointForm({ endpoint, providers }: EndpointFormProps) {
  const { t } = useTranslation('bots');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [inTheWay, setInTheWay] = useState<InTheWay<EndpointBody> | null>(null);
  const editable = can({ all: [`gateway:endpoint:${endpoint ? 'edit' : 'add'}`] });
  const translate = (key: string, defaultValue?: string) =>
    defaultValue === undefined ? t(key) : t(key, { defaultValue });
  const change = async (body: EndpointBody, query: { running?: 'end' } = {}) => {
    await api.call('PUT /tandem/gateway/endpoints/{endpointId}', {
      ...{ params: { endpointId: endpoint?.id ?? '' }, query, body },
    });
    await client.invalidateQueries({ queryKey: ['endpoints'] });
    notifyDone(t('saved'));
  };
  const create = async (body: EndpointBody) => {
    const made = await api.call('POST /tandem/gateway/endpoints', { body });
    await client.invalidateQueries({ queryKey: ['endpoints'] });
    notifyDone(t('saved'));
    void navigate({ to: `/console/bots/${made.id}`, replace: true });
  };
  const save = async (values: FormValues) => {
    const body = formToEndpoint(values, { providers, endpoint });
    if (!endpoint) return create(body);
    try {
      return await change(body);
    } catch (error) {
      for (const [code, consequence] of refusals) {
        const count = runningOf(error, code);
        if (count !== null) setInTheWay({ body, consequence: t(consequence, { count }) });
      }
      throw error;
    }
  };
  return (
    <Paper withBorder p="lg">
      <Form
        fields={endpointFields(providers, endpoint, translate).map((field) =>
          editable ? field : { ...field, disabled: true },
        )}
        initial={endpointToForm(endpoint, providers)}
        readOnly={!editable}
        onSubmit={save}
      />
      <EndRunning
        inTheWay={inTheWay}
        name={endpoint?.name ?? ''}
        title={t('running.title', { name: endpoint?.name ?? '' })}
        confirmLabel={t('running.confirmMove')}
        onConfirm={(body) => change(body, { running: 'end' })}
        onClose={() => setInTheWay(null)}
      />
    </Paper>
  );
}
