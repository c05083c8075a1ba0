import {
  ActionIcon,
  Group,
  NumberInput,
  Paper,
  Select,
  TagsInput,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { CopilotTile } from '@tandem/contract';
import { useTranslation } from 'react-i18next';

export const TILE_TYPES = [
  ...(['identity', 'transcript', 'nextAction', 'knowledge', 'suggestedReplies'] as const),
  ...(['summary', 'sentiment', 'html', 'iframe'] as const),
];

type TileFormProps = {
  readonly name: string;
  readonly tile: CopilotTile;
  readonly onChange: (tile: CopilotTile) => void;
  readonly onRemove: () => void;
};

type Settings = NonNullable<CopilotTile['settings']>;

/** What only some types have. */
function OwnSettings({ tile, onChange }: Pick<TileFormProps, 'tile' | 'onChange'>) {
  const { t } = useTranslation('copilot');
  const { settings = {} } = tile;
  const set = (change: Settings) => onChange({ ...tile, settings: { ...settings, ...change } });
  if (tile.type === 'html')
    return (
      <Textarea
        label={t('layout.html')}
        description={t('layout.htmlHelp')}
        autosize
        minRows={3}
        maxRows={12}
        value={settings.html ?? ''}
        onChange={(event) => set({ html: event.currentTarget.value })}
      />
    );
  if (tile.type === 'iframe')
    return (
      <TextInput
        label={t('layout.url')}
        required
        value={settings.url ?? ''}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
    );
  if (tile.type !== 'knowledge') return null;
  return (
    <TagsInput
      label={t('layout.tags')}
      description={t('layout.tagsHelp')}
      maxTags={5}
      // A tag of an article may hold commas.
      splitChars={[]}
      value={settings.tags ?? []}
      onChange={(tags) => set({ tags })}
    />
  );
}

/** One tile of the layout. */
export function TileForm({ name, tile, onChange, onRemove }: TileFormProps) {
  const { t } = useTranslation('copilot');
  const title = tile.settings?.title ?? '';
  return (
    <Paper withBorder p="sm" component="fieldset" m={0}>
      <legend>{name}</legend>
      <Group align="flex-end" gap="xs">
        <Select
          label={t('layout.type')}
          w={180}
          allowDeselect={false}
          data={TILE_TYPES.map((value) => ({ value, label: t(`tiles.${value}`) }))}
          value={tile.type}
          onChange={(type) => type && onChange({ ...tile, type: type as CopilotTile['type'] })}
        />
        {(['x', 'y', 'columns', 'rows'] as const).map((part) => (
          <NumberInput
            key={part}
            label={t(`layout.${part}`)}
            w={90}
            min={1}
            max={40}
            allowDecimal={false}
            value={tile[part]}
            onChange={(value) => onChange({ ...tile, [part]: Number(value) || 1 })}
          />
        ))}
        <TextInput
          label={t('layout.title')}
          style={{ flex: 1, minWidth: 120 }}
          value={title}
          onChange={(event) =>
            onChange({ ...tile, settings: { ...tile.settings, title: event.currentTarget.value } })
          }
        />
        <Tooltip label={t('layout.remove', { name })}>
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            aria-label={t('layout.remove', { name })}
            onClick={onRemove}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <OwnSettings tile={tile} onChange={onChange} />
    </Paper>
  );
}
