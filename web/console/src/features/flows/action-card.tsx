import { ActionIcon, Group, Paper, Text, TextInput, ThemeIcon, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionSettings } from './action-settings.tsx';
import type { FlowAction } from './flow-document.ts';
import { toolOf } from './toolbox.ts';

type ActionCardProps = {
  readonly action: FlowAction;
  readonly place: { readonly index: number; readonly count: number };
  readonly queues: readonly string[];
  readonly editable: boolean;
  readonly checked: boolean;
  readonly onChange: (action: FlowAction) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
};

type IconActionProps = {
  readonly label: string;
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly color?: string;
};

function IconAction({ label, children, color = 'gray', ...rest }: IconActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color={color} aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** One step of the flow with its settings. */
export function ActionCard(props: ActionCardProps) {
  const { t } = useTranslation('flows');
  const { action, place, editable } = props;
  const Icon = toolOf(action.type)?.icon;
  const { name } = action;
  return (
    <Paper withBorder p="md" component="li" aria-label={`${place.index + 1}. ${name}`}>
      <Group justify="space-between" wrap="nowrap" mb="sm" align="flex-start">
        <Group gap="sm" wrap="nowrap" flex={1} align="flex-start">
          <ThemeIcon variant="light" size="lg" aria-hidden>
            {Icon && <Icon size={18} stroke={1.7} />}
          </ThemeIcon>
          <div style={{ flex: 1 }}>
            <Text size="xs" c="dimmed">
              {t('step', { number: place.index + 1, type: t(`actions.${action.type}`) })}
            </Text>
            <TextInput
              size="xs"
              aria-label={t('actionName', { number: place.index + 1 })}
              value={name}
              disabled={!editable}
              onChange={(event) => props.onChange({ ...action, name: event.currentTarget.value })}
            />
          </div>
        </Group>
        {editable && (
          <Group gap={2} wrap="nowrap">
            <IconAction
              label={t('up', { name })}
              disabled={place.index === 0}
              onClick={() => props.onMove(-1)}
            >
              <IconArrowUp size={16} />
            </IconAction>
            <IconAction
              label={t('down', { name })}
              disabled={place.index === place.count - 1}
              onClick={() => props.onMove(1)}
            >
              <IconArrowDown size={16} />
            </IconAction>
            <IconAction label={t('remove', { name })} color="red" onClick={props.onRemove}>
              <IconTrash size={16} />
            </IconAction>
          </Group>
        )}
      </Group>
      <ActionSettings
        action={action}
        queues={props.queues}
        editable={editable}
        checked={props.checked}
        onChange={(settings) => props.onChange({ ...action, settings })}
      />
    </Paper>
  );
}
