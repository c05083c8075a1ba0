import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AwsGuide } from '#src/components/aws-guide.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { ReasonText } from '#src/components/reason-text.tsx';
import { useSession } from '#src/session/session.ts';
import { type Destination, durationText, type Tested } from './destination-rules.ts';
import { RemoteCell, Waiting } from './destination-state.tsx';
import { useDestinationChanges } from './use-destinations.ts';

type Props = { readonly destination: Destination };

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed" component="dt">
        {label}
      </Text>
      <Text component="dd" m={0} fw={600} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Paper>
  );
}

/** What waits, what went, what failed. */
function Figures({ destination }: Props) {
  const { t, i18n } = useTranslation('event-destinations');
  const number = new Intl.NumberFormat(i18n.language);
  const { lag, delivered, failed, deadLetters, dateLastDelivered, position } = destination;
  const { deadLettersExpired: expired = 0 } = destination;
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 4 }} spacing="sm" m={0}>
      <Figure label={t('fields.waiting')}>
        <Waiting lag={lag} />
        {lag.events > 0 && (
          <Text size="xs" c="dimmed">
            {t('waitingHelp')}
          </Text>
        )}
      </Figure>
      <Figure label={t('fields.parkedKeys')}>
        {t('parked', {
          ...{ keys: number.format(lag.parkedKeys), events: number.format(lag.parkedEvents) },
        })}
      </Figure>
      <Figure label={t('fields.deadLetters')}>
        {number.format(deadLetters)}
        {expired > 0 && (
          <Text size="xs" c="dimmed">
            {t('expired', { count: number.format(expired) })}
          </Text>
        )}
      </Figure>
      <Figure label={t('fields.delivered')}>{number.format(delivered)}</Figure>
      <Figure label={t('fields.failed')}>{number.format(failed)}</Figure>
      <Figure label={t('fields.lastDelivered')}>
        {dateLastDelivered ? <DateText value={dateLastDelivered} /> : t('never')}
      </Figure>
      <Figure label={t('fields.position')}>{position}</Figure>
      <Figure label={t('fields.remote')}>
        <RemoteCell id={destination.id} detailed />
      </Figure>
    </SimpleGrid>
  );
}

function Outcome({ tested }: { readonly tested: Tested }) {
  const { t, i18n } = useTranslation('event-destinations');
  const { result, remoteId, durationMs } = tested;
  const took = durationText(durationMs, i18n.language);
  return (
    <OutcomeNotice ok={result === 'delivered'} title={t(`results.${result}`)}>
      <ReasonText code={tested.code} reason={tested.reason} />
      <Text size="sm">{t('test.took', { took })}</Text>
      {remoteId && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('test.remoteId', { remoteId })}
        </Text>
      )}
    </OutcomeNotice>
  );
}

/** Sends one event that says it is a test, and tells what became of it. */
function Test({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const { api } = useSession();
  const { reread } = useDestinationChanges();
  const test = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/events/destinations/{destinationId}/test', {
        params: { destinationId: destination.id },
      }),
    onSettled: reread,
  });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack>
        <Title order={2} size="h4">
          {t('test.title')}
        </Title>
        <Text size="sm">{t('test.text')}</Text>
        <Group>
          <Button
            variant="default"
            leftSection={<IconSend size={16} aria-hidden />}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            {t('test.send')}
          </Button>
        </Group>
        <div role="status">{test.data && <Outcome tested={test.data} />}</div>
        {test.isError && <ErrorNotice error={test.error} />}
      </Stack>
    </Paper>
  );
}

/** What the AWS account of a bus needs; what an integration sends is told of there. */
function Guide({ destination: { kind, managed, settings, source } }: Props) {
  const textIn = (name: string) => String(settings[name] ?? '');
  if (kind !== 'aws-bus' || managed) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <AwsGuide
        account=""
        region={textIn('region')}
        bus={textIn('eventBus')}
        source={source}
        partner={null}
      />
    </Paper>
  );
}

/** How a destination stands, which topics it gets, and a way to try it. */
export function OverviewTab({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const { can } = useSession();
  const { topics, envelope } = destination;
  return (
    <Stack>
      <Figures destination={destination} />
      {can({ all: ['integrations:integration:edit'] }) && <Test destination={destination} />}
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4" mb="sm">
          {t('fields.topics')}
        </Title>
        {topics.length === 0 && <Text size="sm">{t('noTopics')}</Text>}
        {topics.map((topic) => (
          <Text key={topic} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {topic}
          </Text>
        ))}
        <Text size="sm" c="dimmed" mt="sm">
          {t('sentAs', { envelope: t(`envelopes.${envelope}`) })}
        </Text>
      </Paper>
      <Guide destination={destination} />
    </Stack>
  );
}
