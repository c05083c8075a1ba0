import { useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadingState } from '../components/loading-state.tsx';
import type { Page } from './page.ts';
import { PageBoundary } from './page-boundary.tsx';

/** Sets the window's title and shows the page once its code is there. */
export function PageFrame({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const title = t(page.titleKey);
  useEffect(() => {
    document.title = `${title} · Tandem`;
  }, [title]);
  const place = useRouterState({ select: (state) => state.location.pathname });
  const Content = page.component;
  return (
    <PageBoundary key={page.path} place={place}>
      <Suspense fallback={<LoadingState />}>
        <Content />
      </Suspense>
    </PageBoundary>
  );
}
