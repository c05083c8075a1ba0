import { Text } from '@mantine/core';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

const KEY = ['desk-declined'];
/** As long as the contact centre offers a declined conversation to others first. */
const DECLINED_MS = 30_000;

/** Remembers for a while that an offer was declined. */
export function noteDeclined(client: QueryClient): void {
  const mine = {};
  client.setQueryData(KEY, mine);
  setTimeout(() => {
    // A later decline has a time of its own.
    if (client.getQueryData(KEY) === mine) client.setQueryData(KEY, null);
  }, DECLINED_MS);
}

/** Why nothing comes right after a decline although somebody waits. */
export function DeclinedHint() {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const declined = useQuery({
    queryKey: KEY,
    queryFn: () => client.getQueryData(KEY) ?? null,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  if (!declined.data) return null;
  return (
    <Text size="sm" px="sm" pb={4} role="status">
      {t('offer.declined')}
    </Text>
  );
}
