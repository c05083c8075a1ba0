import { AppShell, NavLink, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './navigation.module.css';
import { groupPages, isCurrent, keepFolded, readFolded, toggled } from './navigation-rules.ts';
import type { Group, Page } from './page.ts';

type NavigationProps = { readonly pages: readonly Page[]; readonly path: string };

type SectionProps = {
  readonly name: string;
  readonly open: boolean;
  /** Absent: it cannot be folded. */
  readonly onToggle?: () => void;
  readonly children: ReactNode;
};

/** A group under its name, which folds it away. */
function FoldingSection({ name, open, onToggle, children }: SectionProps) {
  const list = useId();
  const title = (
    <Text size="xs" fw={600} c="dimmed" tt="uppercase" component="span">
      {name}
    </Text>
  );
  return (
    <section aria-label={name}>
      {onToggle ? (
        <UnstyledButton
          className={classes['heading'] ?? ''}
          aria-expanded={open}
          aria-controls={list}
          onClick={onToggle}
        >
          {title}
          <IconChevronDown className={classes['mark'] ?? ''} size={16} stroke={1.7} aria-hidden />
        </UnstyledButton>
      ) : (
        <div className={classes['heading']}>{title}</div>
      )}
      <div id={list} hidden={!open}>
        {children}
      </div>
    </section>
  );
}

/** Which groups are folded, kept in the browser. */
function useFolded() {
  const [folded, setFolded] = useState<readonly Group[]>(() => readFolded(localStorage));
  const toggle = (group: Group) => {
    const next = toggled(folded, group);
    setFolded(next);
    keepFolded(localStorage, next);
  };
  return { folded, toggle };
}

/** The pages by group; a group without a visible page does not exist. That of the page one is on does not fold. */
export function Navigation({ pages, path }: NavigationProps) {
  const { t } = useTranslation('app');
  const { folded, toggle } = useFolded();
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another place
  useEffect(() => {
    // After a reload, and when it was reached from elsewhere, the page one is on is in view here too.
    box.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest' });
  }, [path]);
  return (
    <AppShell.Section ref={box} grow component={ScrollArea} type="auto" px="xs" py="sm">
      {groupPages(pages).map(({ group, pages: members }) => {
        const links = members.map((page) => (
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
        ));
        const name = t(`groups.${group}`);
        if (members.length === 1 && (group === 'start' || group === 'desk'))
          return (
            <section key={group} aria-label={name}>
              {links}
            </section>
          );
        const current = members.some((page) => isCurrent(page.path, path));
        return (
          <FoldingSection
            key={group}
            name={name}
            open={current || !folded.includes(group)}
            {...(current ? {} : { onToggle: () => toggle(group) })}
          >
            {links}
          </FoldingSection>
        );
      })}
    </AppShell.Section>
  );
}
