import {
  Alert,
  Button,
  Container,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { type Verification, verify } from './signature-rules.ts';

const LOOKS = {
  match: { color: 'teal', icon: <IconCheck /> },
  matchHex: { color: 'yellow', icon: <IconInfoCircle /> },
  matchCompact: { color: 'yellow', icon: <IconInfoCircle /> },
  matchLineEnd: { color: 'yellow', icon: <IconInfoCircle /> },
  mismatch: { color: 'red', icon: <IconX /> },
  computed: { color: 'blue', icon: <IconInfoCircle /> },
} as const;

function Outcome({ verification }: { readonly verification: Verification }) {
  const { t } = useTranslation('help');
  const { verdict, header } = verification;
  const look = LOOKS[verdict];
  return (
    <Stack>
      <Alert color={look.color} icon={look.icon} title={t(`tester.${verdict}.title`)} role="status">
        {t(`tester.${verdict}.text`)}
      </Alert>
      <CopyField label={t('tester.header')} value={header} />
    </Stack>
  );
}

/** Says whether a webhook's signature is right. Nothing leaves the browser. */
export function TesterPage() {
  const { t } = useTranslation('help');
  const { t: common } = useTranslation('common');
  const [secret, setSecret] = useState('');
  const [body, setBody] = useState('');
  const [signature, setSignature] = useState('');
  const check = useMutation({ mutationFn: verify });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate({ secret, body, signature });
  };
  return (
    <Container size="md" py="lg">
      <PageHeader title={t('tester.title')} description={t('tester.description')} />
      <Paper withBorder p="lg" mb="md">
        <form onSubmit={submit} noValidate>
          <Stack>
            <PasswordInput
              label={t('tester.secret')}
              description={t('tester.secretHelp')}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': common('secret.toggle'), tabIndex: 0 }}
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
            />
            <Textarea
              label={t('tester.body')}
              description={t('tester.bodyHelp')}
              autosize
              minRows={6}
              maxRows={20}
              spellCheck={false}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              value={body}
              onChange={(event) => setBody(event.currentTarget.value)}
            />
            <TextInput
              label={t('tester.signature')}
              description={t('tester.signatureHelp')}
              spellCheck={false}
              value={signature}
              onChange={(event) => setSignature(event.currentTarget.value)}
            />
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {t('tester.private')}
              </Text>
              <Button type="submit" disabled={secret === ''} loading={check.isPending}>
                {t('tester.check')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
      {check.data && <Outcome verification={check.data} />}
    </Container>
  );
}
