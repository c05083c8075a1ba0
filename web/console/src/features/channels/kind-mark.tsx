import { ThemeIcon } from '@mantine/core';
import {
  IconBrandSlack,
  IconBrandTelegram,
  IconBrandWhatsapp,
  IconMessageCircle,
  IconPlugConnected,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

const ICONS: Readonly<
  Record<string, ComponentType<{ size?: number | string; stroke?: number | string }>>
> = {
  webchat: IconMessageCircle,
  webhook: IconWebhook,
  telegram: IconBrandTelegram,
  whatsapp: IconBrandWhatsapp,
  slack: IconBrandSlack,
};

/** The picture of a kind; its name stands beside it. */
export function KindMark({ kind, size = 44 }: { readonly kind: string; readonly size?: number }) {
  const Icon = ICONS[kind] ?? IconPlugConnected;
  return (
    <ThemeIcon variant="light" size={size} radius="md" aria-hidden>
      <Icon size={size * 0.6} stroke={1.7} />
    </ThemeIcon>
  );
}

/** Names of kinds; one that only the server knows has the server's label. */
export function useKindName() {
  const { t } = useTranslation('channels');
  return (kind: string, label = kind) => t(`kinds.${kind}`, { defaultValue: label });
}
