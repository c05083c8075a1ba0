import {
  Button,
  Group,
  JsonInput,
  NumberInput,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import type { CopilotTile } from '@tandem/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LayoutPreview } from './layout-preview.tsx';
import { type Layout, layoutIn, withTile } from './settings-rules.ts';
import { TILE_TYPES, TileForm } from './tile-form.tsx';

type EditProps = { readonly layout: Layout; readonly onChange: (layout: Layout) => void };

function GridForm({ layout, onChange }: EditProps) {
  const { t } = useTranslation('copilot');
  const { grid } = layout;
  return (
    <Group gap="xs">
      {(['columns', 'rows', 'gap'] as const).map((part) => (
        <NumberInput
          key={part}
          label={t(`layout.grid.${part}`)}
          w={130}
          min={part === 'gap' ? 0 : 1}
          max={{ columns: 12, rows: 40, gap: 64 }[part]}
          allowDecimal={false}
          value={grid[part]}
          onChange={(value) =>
            onChange({
              ...layout,
              grid: { ...grid, [part]: Number(value) || (part === 'gap' ? 0 : 1) },
            })
          }
        />
      ))}
    </Group>
  );
}

function TileForms({ layout, onChange }: EditProps) {
  const { t } = useTranslation('copilot');
  const { tiles } = layout;
  const set = (name: string, tile: CopilotTile) =>
    onChange({ ...layout, tiles: { ...tiles, [name]: tile } });
  const remove = (name: string) => {
    const { [name]: _gone, ...rest } = tiles;
    onChange({ ...layout, tiles: rest });
  };
  return (
    <Stack gap="sm">
      <GridForm layout={layout} onChange={onChange} />
      {Object.entries(tiles).map(([name, tile]) => (
        <TileForm
          key={name}
          name={name}
          tile={tile}
          onChange={(next) => set(name, next)}
          onRemove={() => remove(name)}
        />
      ))}
      <Select
        label={t('layout.add')}
        placeholder={t('layout.addHint')}
        maw={260}
        value={null}
        data={TILE_TYPES.map((value) => ({ value, label: t(`tiles.${value}`) }))}
        onChange={(type) => type && onChange(withTile(layout, type as CopilotTile['type']))}
      />
    </Stack>
  );
}

function JsonForm({ layout, onChange }: EditProps) {
  const { t } = useTranslation('copilot');
  const [text, setText] = useState(() => JSON.stringify(layout, null, 2));
  return (
    <JsonInput
      label={t('layout.json')}
      autosize
      minRows={12}
      maxRows={32}
      value={text}
      error={layoutIn(text) ? null : t('layout.jsonWrong')}
      onChange={(next) => {
        setText(next);
        const read = layoutIn(next);
        if (read) onChange(read);
      }}
    />
  );
}

type EditorProps = {
  readonly saved: Layout;
  readonly editable: boolean;
  readonly onSave: (layout: Layout) => Promise<unknown>;
};

/** Grid and tiles, as fields or as JSON, with a preview of what agents will see. */
export function LayoutEditor({ saved, editable, onSave }: EditorProps) {
  const { t } = useTranslation('copilot');
  const [layout, setLayout] = useState(saved);
  const [mode, setMode] = useState('fields');
  const save = useMutation({ mutationFn: () => onSave(layout) });
  const isChanged = JSON.stringify(layout) !== JSON.stringify(saved);
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} size="h4">
            {t('layout.heading')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('layout.help')}
          </Text>
        </div>
        <SegmentedControl
          aria-label={t('layout.mode')}
          value={mode}
          onChange={setMode}
          data={[
            { value: 'fields', label: t('layout.fields') },
            { value: 'json', label: t('layout.json') },
          ]}
        />
      </Group>
      <Stack>
        <LayoutPreview layout={layout} />
        {editable &&
          (mode === 'fields' ? (
            <TileForms layout={layout} onChange={setLayout} />
          ) : (
            <JsonForm layout={layout} onChange={setLayout} />
          ))}
        {save.isError && <ErrorNotice error={save.error} />}
        {editable && (
          <Group justify="flex-end">
            <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
              {t('layout.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
