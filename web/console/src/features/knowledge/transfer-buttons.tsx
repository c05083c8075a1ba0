import { Button, FileButton } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { articlesIn } from './article-rules.ts';

function download(name: string, content: unknown): void {
  const file = new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

/** Articles to and from a file. */
export function TransferButtons() {
  const { t } = useTranslation('knowledge');
  const { api, can } = useSession();
  const client = useQueryClient();
  const exporting = useMutation({
    mutationFn: () => api.call('GET /tandem/gateway/knowledge/export'),
    onSuccess: (content) => download('knowledge.json', content),
  });
  const importing = useMutation({
    mutationFn: async (file: File) => {
      const articles = articlesIn(await file.text());
      if (!articles) throw new Error(t('import.noArticles'));
      return api.call('POST /tandem/gateway/knowledge/import', { body: { articles } });
    },
    onSuccess: async (done) => {
      await client.invalidateQueries({ queryKey: ['knowledge'] });
      notifyDone(t('import.done', done));
    },
  });
  const mayImport = can({ all: ['gateway:knowledge:add', 'gateway:knowledge:edit'] });
  const error = importing.error ?? exporting.error;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        loading={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        {t('export')}
      </Button>
      {mayImport && (
        <FileButton
          accept="application/json,.json"
          onChange={(file) => file && importing.mutate(file)}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconUpload size={16} />}
              loading={importing.isPending}
            >
              {t('import.button')}
            </Button>
          )}
        </FileButton>
      )}
      {error && <ErrorNotice error={error} title={t('import.failed')} />}
    </>
  );
}
