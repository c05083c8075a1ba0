import { useTranslation } from 'react-i18next';
import { StatusBadge, type StatusTone } from '#src/components/status-badge.tsx';

type Owner = 'bot' | 'queue' | 'agent' | 'none';
const TONES: Readonly<Record<Owner, StatusTone>> = {
  bot: 'new',
  queue: 'warning',
  agent: 'good',
  none: 'neutral',
};

/** Who has the conversation now. */
export function OwnerBadge({ owner }: { readonly owner: Owner }) {
  const { t } = useTranslation('monitor');
  return <StatusBadge tone={TONES[owner]}>{t(`owners.${owner}`)}</StatusBadge>;
}
