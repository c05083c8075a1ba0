import { Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { useSession } from '#src/session/session.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import type { Flow } from '../flow-api.ts';
import type { RunApi, Trigger } from './run-api.ts';
import { toTrigger, triggerFields, triggerValues } from './trigger-form.ts';
import { type ApiTrigger, useApiTriggers } from './use-api-triggers.ts';

type TriggersProps = {
  readonly flow: Flow;
  readonly runs: RunApi;
  readonly document: FlowDocument;
};

const nameOf = ({ cron, event, kind }: Trigger): string => cron ?? event ?? kind;

type CardProps = {
  readonly trigger: Trigger;
  readonly editable: boolean;
  readonly onToggle: (active: boolean) => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
};

function TriggerCard({ trigger, editable, onToggle, onEdit, onDelete }: CardProps) {
  const { t } = useTranslation('flows');
  const { kind, timeZone, dateNext, active, label } = trigger;
  const name = nameOf(trigger);
  return (
    <Paper withBorder p="xs" component="li">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        {editable && (
          <Group gap={2} wrap="nowrap">
            <EditAction name={name} onClick={onEdit} />
            <DeleteAction name={name} onClick={onDelete} />
          </Group>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {[t(`triggers.kinds.${kind}`), timeZone, label].filter(Boolean).join(' · ')}
      </Text>
      {dateNext && (
        <Text size="xs">
          {t('triggers.next')} <DateText value={dateNext} seconds />
        </Text>
      )}
      <Switch
        mt={6}
        size="xs"
        label={t('triggers.active')}
        checked={active}
        disabled={!editable}
        onChange={({ currentTarget }) => onToggle(currentTarget.checked)}
      />
    </Paper>
  );
}

/** A trigger that was made over the API: shown, and changed where it was made. */
function ApiTriggerCard({ trigger }: { readonly trigger: ApiTrigger }) {
  const { t } = useTranslation('flows');
  const { name, topicName = '', enabled } = trigger;
  return (
    <Paper withBorder p="xs" component="li">
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('triggers.ofApi', { topic: topicName })}
      </Text>
      <Switch
        mt={6}
        size="xs"
        label={t('triggers.active')}
        aria-label={`${t('triggers.active')}: ${name}`}
        checked={enabled === true}
        disabled
        readOnly
      />
    </Paper>
  );
}

type Open =
  | { readonly deed: 'new' }
  | { readonly deed: 'edit' | 'delete'; readonly trigger: Trigger }
  | null;

function useTriggers({ flow, runs }: Pick<TriggersProps, 'flow' | 'runs'>) {
  const client = useQueryClient();
  const key = ['flow-triggers', flow.id];
  const list = useQuery({ queryKey: key, queryFn: () => runs.triggers() });
  const reread = () => client.invalidateQueries({ queryKey: key });
  const toggle = useMutation({
    mutationFn: ({ trigger, active }: { readonly trigger: Trigger; readonly active: boolean }) => {
      const { id, dateNext: _, ...body } = trigger;
      return runs.changeTrigger(id, { ...body, active });
    },
    onSettled: reread,
  });
  return { list, reread, toggle };
}

/** When the flow runs by itself: schedules with their next time, and events. */
export function Triggers(props: TriggersProps) {
  const { t } = useTranslation('flows');
  const { can } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const { list, reread, toggle } = useTriggers(props);
  const ofApi = useApiTriggers(props.flow.id);
  const { runs } = props;
  const { variables } = props.document;
  const editable = can({ all: ['architect:flow:publish'] });
  const edited = open?.deed === 'edit' ? open.trigger : null;
  const doomed = open?.deed === 'delete' ? open.trigger : null;
  const error = list.error ?? toggle.error;
  const close = () => setOpen(null);
  return (
    <Stack gap="xs" component="section" aria-label={t('triggers.title')} mt="md">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('triggers.title')}
        </Title>
        {editable && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setOpen({ deed: 'new' })}
          >
            {t('triggers.add')}
          </Button>
        )}
      </Group>
      {error && <ErrorNotice error={error} />}
      {list.data?.triggers.length === 0 && ofApi.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('triggers.none')}
        </Text>
      )}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {list.data?.triggers.map((trigger) => (
          <TriggerCard
            key={trigger.id}
            trigger={trigger}
            editable={editable}
            onToggle={(active) => toggle.mutate({ trigger, active })}
            onEdit={() => setOpen({ deed: 'edit', trigger })}
            onDelete={() => setOpen({ deed: 'delete', trigger })}
          />
        ))}
        {ofApi.map((trigger) => (
          <ApiTriggerCard key={trigger.id} trigger={trigger} />
        ))}
      </Stack>
      <FormDrawer
        opened={open?.deed === 'new' || edited !== null}
        title={t(edited ? 'triggers.edit' : 'triggers.add')}
        fields={triggerFields(t, edited, variables)}
        initial={triggerValues(edited, variables)}
        onSubmit={async (values) => {
          const body = toTrigger(values, { trigger: edited, variables });
          if (edited) await runs.changeTrigger(edited.id, body);
          else await runs.createTrigger(body);
          await reread();
        }}
        onClose={close}
      />
      <ConfirmDelete
        name={doomed ? nameOf(doomed) : null}
        consequence={t('triggers.deleteConsequence')}
        onConfirm={async () => {
          if (doomed) await runs.deleteTrigger(doomed.id);
          await reread();
        }}
        onClose={close}
      />
    </Stack>
  );
}
