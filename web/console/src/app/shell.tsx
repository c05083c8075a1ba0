import { AppShell, Burger, Group, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandPalette, PaletteButton } from './command-palette.tsx';
import { HeaderMenus } from './header-menus.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import type { Page } from './page.ts';

/** The desk and a flow on its canvas keep the navigation folded away: they need the width. */
const NEEDS_WIDTH = /^\/(?:desk|console\/flows\/[^/]+\/)/;

/** Header, navigation and the page. */
export function Shell({ pages }: { readonly pages: readonly Page[] }) {
  const { t } = useTranslation('app');
  const path = useRouterState({ select: (state) => state.location.pathname });
  const folded = NEEDS_WIDTH.test(path);
  const [opened, { toggle, close }] = useDisclosure(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page folds the navigation
  useEffect(close, [path]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{
        width: 264,
        breakpoint: 'md',
        collapsed: { mobile: !opened, desktop: folded && !opened },
      }}
    >
      <a className="tandem-skip" href="#main">
        {t('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              {...(folded ? {} : { hiddenFrom: 'md' })}
              size="sm"
              aria-label={t('navigation.toggle')}
            />
            <UnstyledButton component={Link} to="/console/">
              <Group gap="xs" wrap="nowrap">
                <Logo size={28} />
                <Text fw={700} size="lg" visibleFrom="xs">
                  Tandem
                </Text>
                <VisuallyHidden>{t('navigation.home')}</VisuallyHidden>
              </Group>
            </UnstyledButton>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <PaletteButton />
            <HeaderMenus />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('navigation.label')}>
        <Navigation pages={pages} path={path} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
      <CommandPalette pages={pages} />
    </AppShell>
  );
}
