import { Container, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { type EventBus, type EventRule, readable, TEMPLATES } from './bus-rules.ts';
import { PatternTester } from './pattern-tester.tsx';
import { RuleForm } from './rule-form.tsx';

/** The pattern indented, as long as it can be read. */
const indented = (text: string): string => {
  try {
    return readable(JSON.parse(text));
  } catch {
    return text;
  }
};

function Rule({ bus, rule }: { readonly bus: EventBus; readonly rule: EventRule | null }) {
  const [pattern, setPattern] = useState(() =>
    rule ? indented(rule.eventPattern) : readable(TEMPLATES.handoverEnd.pattern),
  );
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <RuleForm bus={bus} rule={rule} pattern={pattern} onPattern={setPattern} />
      <PatternTester bus={bus} pattern={pattern} />
    </SimpleGrid>
  );
}

/** A rule that exists, or a new one: pattern, targets, and a place to try the pattern. */
export function RulePage() {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const { busId = '', ruleId = '' } = useParams({ strict: false }) as {
    busId?: string;
    ruleId?: string;
  };
  const isNew = ruleId === 'new';
  const bus = useQuery({
    queryKey: ['event-buses', busId, 'bus'],
    queryFn: () => api.call('GET /tandem/events/buses/{busId}', { params: { busId } }),
  });
  const rule = useQuery({
    queryKey: ['event-buses', busId, 'rule', ruleId],
    queryFn: () =>
      api.call('GET /tandem/events/buses/{busId}/rules/{ruleId}', { params: { busId, ruleId } }),
    enabled: !isNew,
  });
  const error = bus.error ?? rule.error;
  const ready = bus.data && (isNew || rule.data);
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: `/console/event-buses/${busId}`, label: t('buses.one') }}
        title={isNew ? t('rules.new') : (rule.data?.name ?? t('rules.one'))}
        description={t('rules.description')}
      />
      {error && <ErrorNotice error={error} />}
      {!error && !ready && <LoadingState />}
      {bus.data && ready && (
        <Rule key={rule.data?.dateModified ?? 'new'} bus={bus.data} rule={rule.data ?? null} />
      )}
    </Container>
  );
}
