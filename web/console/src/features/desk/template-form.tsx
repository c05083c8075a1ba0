import { Badge, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import { type Canned, knownOf } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
import type { Outbox } from './outbox.ts';
import { buttonTextsOf, knownValues, previewOf, templateRequest } from './template-rules.ts';

type TemplateFormProps = {
  readonly work: Work;
  readonly outbox: Outbox;
  readonly response: Canned;
  readonly onClose: () => void;
};

/** A template before it goes out: what the customer will read, and the places that are filled in by hand. */
export function TemplateForm({ work, outbox, response, onClose }: TemplateFormProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const { me } = useSession();
  const [values, setValues] = useState(() => knownValues(response, knownOf(work, me)));
  const names = Object.keys(values);
  const complete = names.every((name) => values[name]?.trim());
  const preview = previewOf(response, values);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (!complete) return;
    void outbox.add({
      conversationId: work.conversation.id ?? '',
      text: preview,
      file: null,
      template: templateRequest(response, values),
    });
    onClose();
  };
  return (
    <Paper
      withBorder
      p="sm"
      component="form"
      aria-label={t('template.label', { name: response.name ?? '' })}
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Stack gap="xs">
        <Text size="sm" fw={600}>
          {response.name}
        </Text>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {preview}
        </Text>
        <Group gap={6}>
          {buttonTextsOf(response).map((text) => (
            <Badge key={text} variant="default" tt="none">
              {text}
            </Badge>
          ))}
        </Group>
        {names.map((name, index) => (
          <TextInput
            key={name}
            size="xs"
            label={name}
            required
            data-autofocus={index === 0 || undefined}
            autoFocus={index === 0}
            maxLength={1000}
            value={values[name] ?? ''}
            onChange={({ currentTarget: { value } }) =>
              setValues((old) => ({ ...old, [name]: value }))
            }
          />
        ))}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" disabled={!complete} leftSection={<IconSend size={18} />}>
            {t('template.send')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
