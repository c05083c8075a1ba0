import { Button, Group, NativeSelect, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { type EventBus, readable, sampleEvent, testEventOf } from './bus-rules.ts';

type TesterProps = { readonly bus: EventBus; readonly pattern: string };

/** The last events of the bus, to try a pattern on. */
const useRecent = (busId: string) => {
  const { api } = useSession();
  return useQuery({
    queryKey: ['event-buses', busId, 'recent'],
    queryFn: () =>
      api.call('GET /tandem/events/buses/{busId}/events', {
        params: { busId },
        query: { pageSize: 25, pageNumber: 1 },
      }),
  });
};

function Outcome({ pattern, event }: { readonly pattern: string; readonly event: string }) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const test = useMutation({
    mutationFn: () => api.call('POST /tandem/events/patterns/test', { body: { pattern, event } }),
  });
  const problem = test.data?.problem;
  return (
    <Stack>
      <Group>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('tester.test')}
        </Button>
      </Group>
      {test.isError && <ErrorNotice error={test.error} />}
      {problem && (
        <OutcomeNotice ok={false} title={t(`tester.wrong.${problem.in}`)}>
          <Text size="sm">{problem.message}</Text>
          {problem.pointer && <Text size="sm">{t('tester.at', { pointer: problem.pointer })}</Text>}
        </OutcomeNotice>
      )}
      {test.data && !problem && (
        <OutcomeNotice
          ok={test.data.matches === true}
          title={t(test.data.matches ? 'tester.matches' : 'tester.differs')}
        >
          {t(test.data.matches ? 'tester.matchesText' : 'tester.differsText')}
        </OutcomeNotice>
      )}
    </Stack>
  );
}

function SendButton({ bus, event }: { readonly bus: EventBus; readonly event: string }) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const body = testEventOf(event);
  const send = useMutation({
    mutationFn: async () => {
      if (body)
        await api.call('POST /tandem/events/buses/{busId}/test-events', {
          params: { busId: bus.id },
          body,
        });
    },
    onSuccess: () => notifyDone(t('tester.sent')),
  });
  return (
    <Stack gap="xs">
      <Group>
        <Button
          variant="default"
          disabled={!body || bus.sourceState !== 'ACTIVE'}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {t('tester.send')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('tester.sendHelp')}
      </Text>
      {send.isError && <ErrorNotice error={send.error} />}
    </Stack>
  );
}

/** Tries a pattern on a sample or on an event that came, without a target. */
export function PatternTester({ bus, pattern }: TesterProps) {
  const { t } = useTranslation('event-buses');
  const { can } = useSession();
  const recent = useRecent(bus.id);
  const [event, setEvent] = useState(() => readable(sampleEvent(bus.name)));
  const events = recent.data?.entities ?? [];
  const choose = (id: string) => {
    const found = events.find((one) => one.id === id);
    setEvent(readable(found ? found.envelope : sampleEvent(bus.name)));
  };
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('tester.title')}>
      <Stack>
        <Title order={2} size="h4">
          {t('tester.title')}
        </Title>
        <NativeSelect
          label={t('tester.choose')}
          data={[
            { value: '', label: t('tester.sample') },
            ...events.map(({ id, detailType }) => ({
              value: id,
              label: `${detailType} · ${id.slice(0, 8)}`,
            })),
          ]}
          onChange={(change) => choose(change.currentTarget.value)}
        />
        <Textarea
          label={t('tester.event')}
          autosize
          minRows={10}
          maxRows={20}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={event}
          onChange={(change) => setEvent(change.currentTarget.value)}
        />
        {/* What was found out is about what was written then. */}
        <Outcome key={`${pattern}\n${event}`} pattern={pattern} event={event} />
        {can({ all: ['integrations:integration:edit'] }) && <SendButton bus={bus} event={event} />}
      </Stack>
    </Paper>
  );
}
