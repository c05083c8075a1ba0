import { Button, Kbd } from '@mantine/core';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupPages } from './navigation-rules.ts';
import type { Page } from './page.ts';

/** Opens the command palette; shows its keys. */
export function PaletteButton() {
  const { t } = useTranslation('app');
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconSearch size={16} />}
      rightSection={<Kbd size="xs">{t('palette.keys')}</Kbd>}
      onClick={spotlight.open}
      visibleFrom="sm"
    >
      {t('palette.open')}
    </Button>
  );
}

/** All pages the person may see, by name (Ctrl/Cmd-K). */
export function CommandPalette({ pages }: { readonly pages: readonly Page[] }) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  // Whoever only looked is back where they were; whoever chose a page is on it.
  const [isLeft, setLeft] = useState(false);
  const go = async (path: string) => {
    setLeft(true);
    await navigate({ to: path });
    document.getElementById('main')?.focus();
  };
  const actions = groupPages(pages).map(({ group, pages: members }) => ({
    group: t(`groups.${group}`),
    actions: members.map((page) => ({
      id: page.path,
      label: t(page.titleKey),
      leftSection: <page.icon size={20} stroke={1.7} />,
      onClick: () => void go(page.path),
    })),
  }));
  return (
    <Spotlight
      actions={actions}
      shortcut={['mod + K']}
      onSpotlightOpen={() => setLeft(false)}
      returnFocus={!isLeft}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}
