import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesigner } from '../designer/designer-context.ts';
import { freeName } from '../document/edits.ts';
import { changeVariable } from '../document/usages.ts';
import { addVariable, removeVariable } from '../document/variables.ts';
import { VariableCard } from './variable-card.tsx';

/** The variables of the flow and where each is used. */
export function VariablesPane() {
  const { t } = useTranslation('flows');
  const { document, edit, editable, catalogue } = useDesigner();
  const [opened, setOpened] = useState<number | null>(null);
  const { variables } = document;
  const add = () => {
    const name = freeName('variable', new Set(variables.map((one) => one.name)));
    edit((old) => addVariable(old, { name, type: 'String' }));
    setOpened(variables.length);
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('variables.title')}
        </Title>
        {editable && (
          <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={add}>
            {t('variables.add')}
          </Button>
        )}
      </Group>
      {variables.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('variables.none')}
        </Text>
      )}
      {variables.map((variable, index) => (
        <VariableCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a variable that is renamed stays the same card
          key={index}
          variable={variable}
          others={variables.filter((_, at) => at !== index)}
          editable={editable}
          opened={opened === index}
          onToggle={() => setOpened(opened === index ? null : index)}
          onChange={(next) =>
            edit(
              (old) => changeVariable(old, { index, variable: next }, catalogue),
              `variable ${index}`,
            )
          }
          onRemove={() => {
            edit((old) => removeVariable(old, index));
            setOpened(null);
          }}
        />
      ))}
    </Stack>
  );
}
