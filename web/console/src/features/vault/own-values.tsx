import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyDone } from '#src/components/notify.ts';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { ValueModal, type ValueTarget } from './value-modal.tsx';
import type { Credential } from './vault-rules.ts';

/** The person's own values of attributes that each user gives; nothing when there are none of these. */
export function OwnValues({ credential }: { readonly credential: Credential }) {
  const { t } = useTranslation('vault');
  const cache = useQueryClient();
  const [open, setOpen] = useState<ValueTarget | null>(null);
  const asked = credential.attributes.filter(({ input }) => input === 'userProvided');
  if (asked.length === 0) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('own.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('own.text')}
      </Text>
      <Stack gap="xs">
        {asked.map((attribute) => (
          <Group key={attribute.id} justify="space-between" gap="xs">
            <Text size="sm">{attribute.name}</Text>
            <Group gap="xs">
              <StatusBadge tone={attribute.hasValue ? 'good' : 'warning'}>
                {attribute.hasValue ? t('own.given') : t('own.missing')}
              </StatusBadge>
              <Button
                size="xs"
                variant="default"
                aria-label={t('requests.giveNamed', { name: attribute.name })}
                onClick={() => setOpen({ ...attribute, credentialId: credential.id })}
              >
                {t('requests.give')}
              </Button>
            </Group>
          </Group>
        ))}
      </Stack>
      <ValueModal
        attribute={open}
        onSaved={async () => {
          notifyDone(t('requests.saved'));
          await cache.invalidateQueries({ queryKey: ['vault'] });
        }}
        onClose={() => setOpen(null)}
      />
    </Paper>
  );
}
