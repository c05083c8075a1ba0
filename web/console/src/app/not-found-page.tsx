import { Button, Container, EmptyState } from '@mantine/core';
import { IconLock, IconMapOff, IconUserQuestion } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { type Missing, whyMissing } from './missing-rules.ts';
import type { Page } from './page.ts';

const ICONS = { notFound: IconMapOff, forbidden: IconLock, noRole: IconUserQuestion } as const;

function useMissing(all: readonly Page[]): Missing {
  const { config, me } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const roles = (me.authorization?.roles ?? []).flatMap(({ name }) => name ?? []);
  const known = all.filter(({ half }) => !half || config.halves.includes(half));
  return whyMissing({ path, pages: known.map((page) => page.path), roles });
}

/** An address without a page, or with one that the person's roles do not include. */
export function NotFoundPage({ all }: { readonly all: readonly Page[] }) {
  const { t } = useTranslation('app');
  const { me } = useSession();
  const why = useMissing(all);
  const Icon = ICONS[why];
  return (
    <Container py="xl">
      <EmptyState>
        <EmptyState.Indicator>
          <Icon />
        </EmptyState.Indicator>
        <EmptyState.Title order={1}>{t(`${why}.title`)}</EmptyState.Title>
        <EmptyState.Description>{t(`${why}.text`, { email: me.email })}</EmptyState.Description>
        <EmptyState.Actions>
          <Button component={Link} to="/console/">
            {t('notFound.home')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Container>
  );
}
