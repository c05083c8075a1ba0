import { Alert, Button, Grid, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ActionCard } from './action-card.tsx';
import { type FlowAction, firstUnreachable, moved } from './flow-document.ts';
import { TOOLBOX } from './toolbox.ts';

type FlowEditorProps = {
  readonly actions: readonly FlowAction[];
  readonly queues: readonly string[];
  readonly editable: boolean;
  readonly checked: boolean;
  readonly onChange: (actions: readonly FlowAction[]) => void;
};

function Toolbox({ onAdd }: { readonly onAdd: (type: string) => void }) {
  const { t } = useTranslation('flows');
  return (
    <Paper withBorder p="md" component="section" aria-label={t('toolbox')}>
      <Title order={2} size="h5" mb="xs">
        {t('toolbox')}
      </Title>
      <Text size="xs" c="dimmed" mb="sm">
        {t('toolboxHelp')}
      </Text>
      <Stack gap="xs">
        {TOOLBOX.map(({ type, icon: Icon }) => (
          <Button
            key={type}
            variant="default"
            size="xs"
            justify="flex-start"
            leftSection={<Icon size={16} stroke={1.7} />}
            onClick={() => onAdd(type)}
          >
            {t(`actions.${type}`)}
          </Button>
        ))}
      </Stack>
    </Paper>
  );
}

/** A name that no action of the flow has. */
function freeName(wish: string, actions: readonly FlowAction[]): string {
  const taken = new Set(actions.map(({ name }) => name));
  let name = wish;
  for (let number = 2; taken.has(name); number += 1) name = `${wish} ${number}`;
  return name;
}

/** An id that no action of the flow has. */
function freeId(actions: readonly FlowAction[]): string {
  const taken = new Set(actions.map(({ id }) => id));
  let number = actions.length + 1;
  while (taken.has(`action${number}`)) number += 1;
  return `action${number}`;
}

/** A flow as an ordered list of actions beside the toolbox. */
export function FlowEditor({ actions, queues, editable, checked, onChange }: FlowEditorProps) {
  const { t } = useTranslation('flows');
  const add = (type: string) => {
    const name = freeName(t(`actions.${type}`), actions);
    onChange([...actions, { id: freeId(actions), type, name, settings: {} }]);
  };
  const unreachable = firstUnreachable(actions);
  return (
    <Grid>
      {editable && (
        <Grid.Col span={{ base: 12, sm: 4, lg: 3 }}>
          <Toolbox onAdd={add} />
        </Grid.Col>
      )}
      <Grid.Col span={{ base: 12, sm: editable ? 8 : 12, lg: editable ? 9 : 12 }}>
        {actions.length === 0 && (
          <Paper withBorder p="xl">
            <Text c="dimmed" ta="center">
              {t('noAction')}
            </Text>
          </Paper>
        )}
        <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {actions.map((action, index) => (
            <ActionCard
              key={action.id}
              action={action}
              place={{ index, count: actions.length }}
              queues={queues}
              editable={editable}
              checked={checked}
              onChange={(next) => onChange(actions.map((one, at) => (at === index ? next : one)))}
              onMove={(by) => onChange(moved(actions, index, by))}
              onRemove={() => onChange(actions.filter((_, at) => at !== index))}
            />
          ))}
        </Stack>
        {unreachable !== null && (
          <Alert color="yellow" mt="sm">
            {t('unreachable', { number: unreachable + 1 })}
          </Alert>
        )}
      </Grid.Col>
    </Grid>
  );
}
