import { Container } from '@mantine/core';
import { Component, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../components/error-notice.tsx';
import { LoadingState } from '../components/loading-state.tsx';
import type { Page } from './page.ts';

type BoundaryProps = { readonly children: ReactNode };
type BoundaryState = { readonly error: unknown };

/** Catches what a page throws while drawing, so that navigation stays usable. */
class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <Container py="xl">
        <ErrorNotice error={this.state.error} onRetry={() => this.setState({ error: null })} />
      </Container>
    );
  }
}

/** Sets the window's title and shows the page once its code is there. */
export function PageFrame({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const title = t(page.titleKey);
  useEffect(() => {
    document.title = `${title} · Tandem`;
  }, [title]);
  const Content = page.component;
  return (
    <PageBoundary key={page.path}>
      <Suspense fallback={<LoadingState />}>
        <Content />
      </Suspense>
    </PageBoundary>
  );
}
