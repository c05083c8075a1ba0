import { useTranslation } from 'react-i18next';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { problemKey, type ReportedState, STATE_TONES } from './integration-rules.ts';

type Props = { readonly state: ReportedState };

export function StateBadge({ state }: Props) {
  const { t } = useTranslation('integrations');
  const code = state.code ?? 'INACTIVE';
  return <StatusBadge tone={STATE_TONES[code]}>{t(`states.${code}`)}</StatusBadge>;
}

/** Why an integration does not do what it is meant to; nothing where it does. */
export function StateReason({ state }: Props) {
  const { t } = useTranslation('integrations');
  const key = problemKey(state);
  // The region stays, so that what comes into it is heard; empty it takes no room.
  return (
    <div role="status" style={key ? {} : { display: 'contents' }}>
      {key && (
        <OutcomeNotice ok={false} title={t('problem')}>
          {t(`problems.${key}`, {
            ...state.detail?.messageParams,
            defaultValue: state.detail?.message ?? '',
          })}
        </OutcomeNotice>
      )}
    </div>
  );
}
