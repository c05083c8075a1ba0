import { useTranslation } from 'react-i18next';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { badgeOf } from './run-rules.ts';

/** How a run, or a simulation, stands. */
export function RunBadge({ of }: { readonly of: Parameters<typeof badgeOf>[0] }) {
  const { t } = useTranslation('flows');
  const { tone, text } = badgeOf(of);
  return <StatusBadge tone={tone}>{t(text)}</StatusBadge>;
}
