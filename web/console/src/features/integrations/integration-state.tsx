import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { ReasonText } from '#src/components/reason-text.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { problemOf, type ReportedState, STATE_TONES } from './integration-rules.ts';

type Props = { readonly state: ReportedState };

export function StateBadge({ state }: Props) {
  const { t } = useTranslation('integrations');
  const code = state.code ?? 'INACTIVE';
  return <StatusBadge tone={STATE_TONES[code]}>{t(`states.${code}`)}</StatusBadge>;
}

/** Why an integration does not do what it is meant to; nothing where it does. */
export function StateReason({ state }: Props) {
  const { t } = useTranslation('integrations');
  const problem = problemOf(state);
  // The region stays, so that what comes into it is heard; empty it takes no room.
  return (
    <div role="status" style={problem ? {} : { display: 'contents' }}>
      {problem && (
        <OutcomeNotice ok={false} title={t('problem')}>
          <Text size="sm">
            {t(`problems.${problem.key}`, {
              ...state.detail?.messageParams,
              defaultValue: state.detail?.message ?? '',
            })}
          </Text>
          {problem.failure && <ReasonText {...problem.failure} />}
        </OutcomeNotice>
      )}
    </div>
  );
}
