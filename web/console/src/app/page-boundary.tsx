import { Button, Code, Container, EmptyState, Group, Text } from '@mantine/core';
import { IconFaceIdError } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { randomToken } from '../auth/pkce.ts';
import { CopyIcon } from '../components/copy-field.tsx';

/** What the person can pass on: the id in the server's log, or one that stands in the browser's with the reason. */
export const referenceOf = (error: unknown): string =>
  error instanceof ApiError && error.correlationId
    ? error.correlationId
    : randomToken().slice(0, 10);

/** A page that has thrown: what now, and by which reference others find out why. */
export function BrokenPage({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('app');
  return (
    <Container py="xl" role="alert">
      <EmptyState>
        <EmptyState.Indicator>
          <IconFaceIdError />
        </EmptyState.Indicator>
        <EmptyState.Title order={1}>{t('broken.title')}</EmptyState.Title>
        <EmptyState.Description>{t('broken.text')}</EmptyState.Description>
        <EmptyState.Actions>
          <Button onClick={() => location.reload()}>{t('broken.reload')}</Button>
        </EmptyState.Actions>
      </EmptyState>
      <Group gap={4} justify="center" mt="md">
        <Text size="sm">{t('broken.reference')}</Text>
        <Code>{reference}</Code>
        <CopyIcon value={reference} label={t('broken.copy')} />
      </Group>
    </Container>
  );
}

type BoundaryProps = {
  readonly children: ReactNode;
  /** Where the person is: another place is tried anew. */
  readonly place: string;
};
type BoundaryState = {
  readonly broken: { readonly reference: string; readonly place: string } | null;
};

/** Catches what a page throws while drawing, so that header and navigation stay usable. */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { broken: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { broken: { reference: referenceOf(error), place: '' } };
  }

  static getDerivedStateFromProps(
    { place }: BoundaryProps,
    { broken }: BoundaryState,
  ): BoundaryState | null {
    if (!broken || broken.place === place) return null;
    return { broken: broken.place === '' ? { ...broken, place } : null };
  }

  override componentDidCatch(error: unknown): void {
    // biome-ignore lint/suspicious/noConsole: the only place where somebody who has the reference finds the reason
    console.error(`[${this.state.broken?.reference}]`, error);
  }

  override render(): ReactNode {
    const { broken } = this.state;
    return broken ? <BrokenPage reference={broken.reference} /> : this.props.children;
  }
}
