import { Anchor, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDesigner } from '../designer/designer-context.ts';
import { actionOf } from '../document/flow-document.ts';
import { type Usage, usagesOf } from '../document/usages.ts';
import { useWords } from '../use-words.ts';

function useUsageWords(): (usage: Usage) => string {
  const words = useWords();
  const { document, catalogue } = useDesigner();
  return ({ action: id, field, row, column }) => {
    const action = actionOf(document, id);
    const declared = catalogue.get(action?.type ?? '')?.fields.find(({ name }) => name === field);
    const label = declared ? words.field(declared) : field;
    if (row === undefined || declared?.kind !== 'rows') return `${action?.name}: ${label}`;
    const cell = declared.columns.find(({ name }) => name === column);
    return `${action?.name}: ${label} ${row + 1}${cell ? `, ${words.field(cell)}` : ''}`;
  };
}

/** Every setting that names a variable, with the way to it. */
export function Usages({ name }: { readonly name: string }) {
  const { t } = useTranslation('flows');
  const { document, catalogue, show } = useDesigner();
  const wordsOf = useUsageWords();
  const usages = usagesOf(document, name, catalogue);
  return (
    <Stack gap={2}>
      <Text size="xs" fw={600}>
        {t('variables.usages', { count: usages.length })}
      </Text>
      <List size="xs" spacing={2}>
        {usages.map((usage) => (
          <List.Item key={[usage.action, usage.field, usage.row, usage.column].join(' ')}>
            <Anchor component="button" type="button" size="xs" onClick={() => show(usage.action)}>
              {wordsOf(usage)}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
