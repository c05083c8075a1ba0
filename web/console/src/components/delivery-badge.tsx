import { useTranslation } from 'react-i18next';
import { StatusBadge, type StatusTone } from './status-badge.tsx';

type DeliveryState = 'pending' | 'retrying' | 'delivered' | 'dead';

const TONES: Readonly<Record<DeliveryState, StatusTone>> = {
  pending: 'busy',
  retrying: 'warning',
  delivered: 'good',
  dead: 'bad',
};

/** What became of a webhook. */
export function DeliveryBadge({ state }: { readonly state: DeliveryState }) {
  const { t } = useTranslation('common');
  return <StatusBadge tone={TONES[state]}>{t(`delivery.${state}`)}</StatusBadge>;
}
