import { Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Layout } from './settings-rules.ts';
import { inReadingOrder } from './workspace-rules.ts';

/** The grid as agents will see it. */
export function LayoutPreview({ layout }: { readonly layout: Layout }) {
  const { t } = useTranslation('copilot');
  const { grid, tiles } = layout;
  return (
    <div
      role="img"
      aria-label={t('layout.preview')}
      style={{
        display: 'grid',
        gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${grid.rows}, minmax(28px, auto))`,
        gap: Math.min(grid.gap, 16),
      }}
    >
      {inReadingOrder(tiles).map(([name, { type, x, y, columns, rows, settings }]) => (
        <Paper
          key={name}
          withBorder
          p={4}
          title={name}
          style={{
            gridColumn: `${x} / span ${columns}`,
            gridRow: `${y} / span ${rows}`,
            overflow: 'hidden',
          }}
        >
          <Text
            size="xs"
            fw={600}
            lineClamp={2}
            style={{ hyphens: 'auto', overflowWrap: 'anywhere' }}
          >
            {settings?.title || t(`tiles.${type}`)}
          </Text>
        </Paper>
      ))}
    </div>
  );
}
