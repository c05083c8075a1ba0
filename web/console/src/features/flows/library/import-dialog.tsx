import {
  Button,
  FileInput,
  Group,
  List,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { FLOW_KINDS, type FlowKind, HALF_OF } from '../document/flow-document.ts';
import { type Flow, type FlowHalf, flowApiOf, type ImportReply } from '../flow-api.ts';

type ImportDialogProps = {
  readonly opened: boolean;
  readonly halves: readonly FlowHalf[];
  readonly onClose: () => void;
  readonly onOpen: (flow: Flow) => void;
};

type Content = Readonly<Record<string, unknown>>;

const readContent = async (file: File): Promise<Content | null> => {
  try {
    const read: unknown = JSON.parse(await file.text());
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Content)
      : null;
  } catch {
    return null;
  }
};

/** The kind an export of ours names; a foreign one names none. */
const kindOf = (content: Content): FlowKind | null =>
  FLOW_KINDS.find((kind) => content['kind'] === kind) ?? null;

function Remarks({ reply }: { readonly reply: ImportReply }) {
  const { t } = useTranslation('flows');
  if (reply.remarks.length === 0) return <Text size="sm">{t('import.clean')}</Text>;
  return (
    <>
      <Text size="sm">{t('import.remarks', { count: reply.remarks.length })}</Text>
      <List size="sm" spacing="xs">
        {reply.remarks.map(({ severity, subject, message }) => (
          <List.Item key={`${severity} ${subject} ${message}`}>
            <b>{`${t(`import.${severity}`)} · ${subject}`}</b>
            <br />
            {message}
          </List.Item>
        ))}
      </List>
    </>
  );
}

function ImportForm({
  halves,
  onDone,
}: Pick<ImportDialogProps, 'halves'> & {
  readonly onDone: (reply: ImportReply) => void;
}) {
  const { t } = useTranslation('flows');
  const { api } = useSession();
  const client = useQueryClient();
  const [content, setContent] = useState<Content | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const [name, setName] = useState('');
  const kinds = FLOW_KINDS.filter((one) => halves.includes(HALF_OF[one]));
  const [chosen, setChosen] = useState<FlowKind>(kinds[0] ?? 'inboundMessage');
  const kind = content ? kindOf(content) : null;
  const target = HALF_OF[kind ?? chosen];
  const take = async (file: File | null) => {
    const read = file ? await readContent(file) : null;
    setContent(read);
    setUnreadable(file !== null && read === null);
  };
  const deed = useMutation({
    mutationFn: () =>
      flowApiOf(api, target).importFlow({
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(kind ? {} : { kind: chosen }),
        content: { ...content },
      }),
    onSuccess: async (reply) => {
      await client.invalidateQueries({ queryKey: ['flows'] });
      onDone(reply);
    },
  });
  return (
    <>
      <Text size="sm">{t('import.text')}</Text>
      <FileInput
        label={t('import.file')}
        placeholder={t('import.choose')}
        leftSection={<IconUpload size={16} aria-hidden />}
        accept="application/json,.json"
        required
        clearable
        error={unreadable ? t('import.unreadable') : null}
        onChange={(file) => void take(file)}
      />
      <TextInput
        label={t('fields.name')}
        placeholder={typeof content?.['name'] === 'string' ? content['name'] : ''}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {content && kind === null && (
        <Select
          label={t('import.target')}
          data={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          value={chosen}
          allowDeselect={false}
          onChange={(next) => setChosen(kinds.find((one) => one === next) ?? chosen)}
        />
      )}
      {kind && !halves.includes(HALF_OF[kind]) && (
        <Text size="sm" c="red">
          {t('import.otherHalf')}
        </Text>
      )}
      {deed.isError && <ErrorNotice error={deed.error} />}
      <Group justify="flex-end">
        <Button
          disabled={!content || !halves.includes(target)}
          loading={deed.isPending}
          onClick={() => deed.mutate()}
        >
          {t('import.confirm')}
        </Button>
      </Group>
    </>
  );
}

/** Takes a flow from a file: an export of ours or of Webex Contact Center. */
export function ImportDialog({ opened, halves, onClose, onOpen }: ImportDialogProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  const [reply, setReply] = useState<ImportReply | null>(null);
  const close = () => {
    setReply(null);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={t('import.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        {reply ? (
          <>
            <Remarks reply={reply} />
            <Group justify="flex-end">
              <Button onClick={() => onOpen(reply.flow)}>
                {t('import.open', { name: reply.flow.name })}
              </Button>
            </Group>
          </>
        ) : (
          <ImportForm halves={halves} onDone={setReply} />
        )}
      </Stack>
    </Modal>
  );
}
