import { useTranslation } from 'react-i18next';
import { ConnectionChecks } from '#src/components/connection-checks.tsx';
import { useSession } from '#src/session/session.ts';

/** Tries the saved handover settings step by step against the contact centre. */
export function ConnectionTest({ endpointId }: { readonly endpointId: string }) {
  const { t } = useTranslation('bots');
  const { api } = useSession();
  return (
    <ConnectionChecks
      title={t('test.title')}
      help={t('test.help')}
      run={t('test.run')}
      lineOf={({ check, state }) =>
        t('test.line', { check: t(`test.checks.${check}`), state: t(`test.states.${state}`) })
      }
      test={() =>
        api.call('POST /tandem/gateway/endpoints/{endpointId}/test', { params: { endpointId } })
      }
    />
  );
}
