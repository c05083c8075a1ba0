import { Button, Group, Select, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useApi } from '#src/session/session.ts';
import { goesOn, mustWrapUp, type Work } from './conversation-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type WrapupFormProps = {
  readonly work: Work;
  readonly actions: ReturnType<typeof useAgentActions>;
};

/** Typing narrows the list; more than this at once helps nobody. */
const MOST_SHOWN = 100;

function useCodes({ conversation, mine }: Work) {
  const api = useApi();
  const conversationId = conversation.id ?? '';
  const participantId = mine.id ?? '';
  return useQuery({
    queryKey: ['desk', 'codes', conversationId, participantId],
    queryFn: () =>
      api.call(
        'GET /api/v2/conversations/messages/{conversationId}/participants/{participantId}/wrapupcodes',
        { params: { conversationId, participantId } },
      ),
  });
}

/** How it ended. A mandatory code cannot be passed over unless the queue has none. */
export function WrapupForm({ work, actions }: WrapupFormProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const { mine } = work;
  const codes = useCodes(work);
  const [code, setCode] = useState<string | null>(null);
  const [notes, setNotes] = useState('');
  const rows = codes.data ?? [];
  const skippable = codes.isSuccess && (!mustWrapUp(mine) || rows.length === 0);
  const name = rows.find(({ id }) => id === code)?.name;
  const finish = () => {
    if (!code) return;
    actions.change.mutate({
      wrapup: { code, ...(name ? { name } : {}), ...(notes ? { notes } : {}) },
    });
  };
  return (
    <>
      <Text fw={600}>{t(goesOn(mine) ? 'wrapup.part' : 'wrapup.title')}</Text>
      {codes.isError && <ErrorNotice error={codes.error} onRetry={() => void codes.refetch()} />}
      <Select
        label={t('wrapup.code')}
        data={rows.map((row) => ({ value: row.id ?? '', label: row.name }))}
        value={code}
        onChange={setCode}
        required={mustWrapUp(mine)}
        description={codes.isSuccess && rows.length === 0 ? t('wrapup.noCodes') : null}
        searchable
        limit={MOST_SHOWN}
        nothingFoundMessage={common('nothingFound')}
      />
      <Textarea
        label={t('wrapup.notes')}
        autosize
        minRows={2}
        maxRows={5}
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        {skippable && (
          <Button
            variant="default"
            disabled={actions.change.isPending}
            onClick={() => actions.change.mutate({ wrapupSkipped: true })}
          >
            {t('wrapup.skip')}
          </Button>
        )}
        <Button disabled={!code} loading={actions.change.isPending} onClick={finish}>
          {t('wrapup.done')}
        </Button>
      </Group>
    </>
  );
}
