import { Badge, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormError } from '#src/components/form-error.tsx';
import { Picture } from '#src/components/picture.tsx';
import { useSession } from '#src/session/session.ts';
import { type Canned, knownOf } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
import { safeLink } from './message-rules.ts';
import type { Draft, Outbox } from './outbox.ts';
import {
  buttonTextsOf,
  knownValues,
  previewOf,
  surroundingsOf,
  templateRequest,
} from './template-rules.ts';

type TemplateFormProps = {
  readonly work: Work;
  readonly outbox: Outbox;
  readonly response: Canned;
  readonly onClose: () => void;
};

/**
 * Sends and closes what is open once that is on its way. A refusal comes back to what is open; without it, and without an
 * answer, the outbox has it.
 */
function useSending(outbox: Outbox, onSent: () => void) {
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  const send = async (draft: Draft) => {
    setSending(true);
    setRefusal(null);
    const outcome = await outbox.add(draft);
    if (!open.current) return;
    setSending(false);
    if (outcome.kind !== 'refused') return onSent();
    outbox.discard(outcome.key);
    setRefusal(outcome.error);
  };
  return { sending, refusal, send };
}

/** The template as the customer will see it. */
function Preview({
  response,
  values,
}: {
  readonly response: Canned;
  readonly values: Readonly<Record<string, string>>;
}) {
  const { t } = useTranslation('desk');
  const { heading, picture, cards, footer } = surroundingsOf(response, values);
  const image = safeLink(picture);
  return (
    <Stack gap={6}>
      {image && (
        <Picture
          source={image}
          alt={t('template.picture')}
          style={{ maxWidth: '100%', maxHeight: '10rem', alignSelf: 'flex-start' }}
        />
      )}
      {heading && (
        <Text size="sm" fw={600}>
          {heading}
        </Text>
      )}
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {previewOf(response, values)}
      </Text>
      {cards.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards of a template have no id and never move
        <Paper key={index} withBorder p={6}>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
        </Paper>
      ))}
      {footer && (
        <Text size="xs" c="dimmed">
          {footer}
        </Text>
      )}
      <Group gap={6}>
        {buttonTextsOf(response).map((text) => (
          <Badge key={text} variant="default" tt="none">
            {text}
          </Badge>
        ))}
      </Group>
    </Stack>
  );
}

/** A template before it goes out: what the customer will read, and the places that are filled in by hand. */
export function TemplateForm({ work, outbox, response, onClose }: TemplateFormProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const { me } = useSession();
  const [values, setValues] = useState(() => knownValues(response, knownOf(work, me)));
  const { sending, refusal, send } = useSending(outbox, onClose);
  const names = Object.keys(values);
  const complete = names.every((name) => values[name]?.trim());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!complete || sending) return;
    void send({
      conversationId: work.conversation.id ?? '',
      text: previewOf(response, values),
      file: null,
      template: templateRequest(response, values),
    });
  };
  return (
    <Paper
      withBorder
      p="sm"
      component="form"
      aria-label={t('template.label', { name: response.name ?? '' })}
      style={{ maxHeight: '60vh', overflowY: 'auto' }}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {response.name}
        </Text>
        <Preview response={response} values={values} />
        {names.map((name, index) => (
          <TextInput
            key={name}
            size="xs"
            label={name}
            required
            readOnly={sending}
            data-autofocus={index === 0 || undefined}
            autoFocus={index === 0}
            maxLength={1000}
            value={values[name] ?? ''}
            onChange={({ currentTarget: { value } }) =>
              setValues((old) => ({ ...old, [name]: value }))
            }
          />
        ))}
        {refusal !== null && <FormError error={refusal} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button
            type="submit"
            loading={sending}
            disabled={!complete}
            leftSection={<IconSend size={18} />}
          >
            {t('template.send')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
