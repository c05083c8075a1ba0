import { Text } from '@mantine/core';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Decline } from './transfer-rules.ts';

const KEY = ['desk-declined'];
/** As long as the contact centre offers a declined conversation to others first. */
const DECLINED_MS = 30_000;

type Note = { readonly what: Decline };

/** Remembers for a while that an offer was declined, and what becomes of it. */
export function noteDeclined(client: QueryClient, what: Decline): void {
  const mine: Note = { what };
  client.setQueryData<Note | null>(KEY, mine);
  setTimeout(() => {
    // A later decline has a time of its own.
    if (client.getQueryData(KEY) === mine) client.setQueryData(KEY, null);
  }, DECLINED_MS);
}

/** Whoever takes the next offer knows what became of the last. */
export const forgetDeclined = (client: QueryClient): void =>
  void client.setQueryData<Note | null>(KEY, null);

/** Why nothing comes right after a decline although somebody waits. */
export function DeclinedHint() {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const declined = useQuery({
    queryKey: KEY,
    queryFn: () => client.getQueryData<Note | null>(KEY) ?? null,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  if (!declined.data) return null;
  return (
    <Text size="sm" px="sm" pb={4} role="status">
      {t(`offer.declined.${declined.data.what}`)}
    </Text>
  );
}
