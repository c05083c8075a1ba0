import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type PageHeaderProps = {
  readonly title: string;
  readonly description?: string | undefined;
  readonly actions?: ReactNode;
};

/** Title, one sentence about what the page is for, and its main action. */
export function PageHeader({ title, description, actions }: PageHeaderProps) {
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="md">
      <Stack gap={4} maw={720}>
        {/* Long words, as German has them, fit a phone. */}
        <Title
          order={1}
          size="h2"
          fz={{ base: 'h3', xs: 'h2' }}
          style={{ overflowWrap: 'anywhere', hyphens: 'auto' }}
        >
          {title}
        </Title>
        {description && <Text c="dimmed">{description}</Text>}
      </Stack>
      {actions}
    </Group>
  );
}
