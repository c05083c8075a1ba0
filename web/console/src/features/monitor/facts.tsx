import { Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

type Fact = { readonly label: string; readonly value: ReactNode };

/** What is known of a thing, in a few words each. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <Paper withBorder p="md" mb="md">
      <Group component="dl" m={0} gap="xl" align="flex-start">
        {facts.map(({ label, value }) => (
          <div key={label}>
            <Text size="xs" c="dimmed" component="dt">
              {label}
            </Text>
            <Text size="sm" component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Text>
          </div>
        ))}
      </Group>
    </Paper>
  );
}
