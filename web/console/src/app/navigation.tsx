import { AppShell, NavLink, ScrollArea, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { groupPages, isCurrent } from './navigation-rules.ts';
import type { Page } from './page.ts';

type NavigationProps = { readonly pages: readonly Page[]; readonly path: string };

/** The pages by group; a group without a visible page does not exist. */
export function Navigation({ pages, path }: NavigationProps) {
  const { t } = useTranslation('app');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After a reload the page one is on is in view here too.
    box.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <AppShell.Section ref={box} grow component={ScrollArea} type="auto" px="xs" py="sm">
      {groupPages(pages).map(({ group, pages: members }) => (
        <section key={group} aria-label={t(`groups.${group}`)}>
          {members.length > 1 || (group !== 'start' && group !== 'desk') ? (
            <Text size="xs" fw={600} c="dimmed" tt="uppercase" mt="md" mb={4} px="sm">
              {t(`groups.${group}`)}
            </Text>
          ) : null}
          {members.map((page) => (
            <NavLink
              key={page.path}
              component={Link}
              to={page.path}
              activeOptions={{ exact: true }}
              label={t(page.titleKey)}
              leftSection={<page.icon size={18} stroke={1.7} />}
              active={isCurrent(page.path, path)}
              {...(isCurrent(page.path, path) ? { 'aria-current': 'page' as const } : {})}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          ))}
        </section>
      ))}
    </AppShell.Section>
  );
}
