import { Badge, Button, Group, List, Paper, Text, TextInput, Title } from '@mantine/core';
import { IconMessageCircleQuestion } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { useSession } from '#src/session/session.ts';

type Trial = {
  readonly answered: boolean;
  readonly ms: number;
  readonly reason: string | null;
  readonly messages: readonly {
    readonly text: string | null;
    readonly choices: readonly string[];
    readonly attachments: number;
  }[];
  readonly handover: boolean;
};

/** What the bot said, or why it said nothing. */
function TrialAnswer({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('bots');
  const { answered, ms, reason, messages, handover } = trial;
  if (!answered)
    return (
      <OutcomeNotice ok={false} title={t('trial.failed')}>
        {reason}
      </OutcomeNotice>
    );
  return (
    <OutcomeNotice ok title={t('trial.answered', { ms })}>
      {messages.length === 0 && <Text size="sm">{t('trial.silent')}</Text>}
      <List spacing="xs" size="sm" listStyleType="none" aria-label={t('trial.messages')}>
        {messages.map(({ text, choices, attachments }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no ids and never move
          <List.Item key={at}>
            {text && (
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {text}
              </Text>
            )}
            <Group gap="xs">
              {choices.map((choice) => (
                <Badge key={choice} variant="default" tt="none">
                  {choice}
                </Badge>
              ))}
            </Group>
            {attachments > 0 && (
              <Text size="sm" c="dimmed">
                {t('trial.attachments', { count: attachments })}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {handover && <Text size="sm">{t('trial.handover')}</Text>}
    </OutcomeNotice>
  );
}

/** Says something to the saved bot and shows what it answers; nobody else sees it. */
export function BotTrial({ endpointId }: { readonly endpointId: string }) {
  const { t } = useTranslation('bots');
  const { api } = useSession();
  const [text, setText] = useState(t('trial.first'));
  const tried = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/gateway/endpoints/{endpointId}/bot/test', {
        ...{ params: { endpointId }, body: { text: text.trim() } },
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !tried.isPending) tried.mutate();
  };
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('trial.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('trial.help')}
      </Text>
      <Group component="form" onSubmit={submit} align="end" mb="sm">
        <TextInput
          label={t('trial.text')}
          value={text}
          maxLength={1000}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          style={{ flex: '1 1 16rem' }}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconMessageCircleQuestion size={16} />}
          loading={tried.isPending}
          disabled={!text.trim()}
        >
          {t('trial.run')}
        </Button>
      </Group>
      {tried.isError && <ErrorNotice error={tried.error} />}
      <div role="status">{tried.data && <TrialAnswer trial={tried.data} />}</div>
    </Paper>
  );
}
