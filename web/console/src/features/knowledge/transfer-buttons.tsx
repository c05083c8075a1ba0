import { Box, Button, FileButton, List } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { articleLimits } from '@tandem/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '#src/components/error-alert.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { articlesIn, type FileProblem } from './article-file.ts';
import { KNOWLEDGE_LANGUAGES } from './article-rules.ts';

function download(name: string, content: unknown): void {
  const file = new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

/** What is wrong with the chosen file; the person mends it, and trying again without that is of no use. */
function FileProblems({ problems }: { readonly problems: readonly FileProblem[] }) {
  const { t } = useTranslation('knowledge');
  const { tags, tag } = articleLimits;
  const named = { tags, tag, languages: KNOWLEDGE_LANGUAGES.join(', ') };
  return (
    <ErrorAlert title={t('import.failed')}>
      <List size="sm" listStyleType="none">
        {problems.map(({ key, ...about }) => (
          <List.Item key={`${key} ${about.number}`}>
            {t(`import.problems.${key}`, { ...named, ...about })}
          </List.Item>
        ))}
      </List>
    </ErrorAlert>
  );
}

/** Imports a file that holds articles; what is wrong with another one is told instead. */
function useImport() {
  const { t } = useTranslation('knowledge');
  const { api } = useSession();
  const client = useQueryClient();
  const [problems, setProblems] = useState<readonly FileProblem[]>([]);
  // The same file, once it is mended, is a choice again.
  const forgetFile = useRef<() => void>(null);
  const importing = useMutation({
    mutationFn: async (file: File) => {
      const read = articlesIn(await file.text());
      forgetFile.current?.();
      setProblems('problems' in read ? read.problems : []);
      if ('problems' in read) return null;
      const { articles } = read;
      return api.call('POST /tandem/gateway/knowledge/import', { body: { articles } });
    },
    onSuccess: async (done) => {
      if (!done) return;
      await client.invalidateQueries({ queryKey: ['knowledge'] });
      notifyDone(t('import.done', done));
    },
  });
  return { importing, problems, forgetFile };
}

/** Articles to and from a file. */
export function TransferButtons() {
  const { t } = useTranslation('knowledge');
  const { api, can } = useSession();
  const exporting = useMutation({
    mutationFn: () => api.call('GET /tandem/gateway/knowledge/export'),
    onSuccess: (content) => download('knowledge.json', content),
  });
  const { importing, problems, forgetFile } = useImport();
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
          resetRef={forgetFile}
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
      {(problems.length > 0 || error) && (
        // On a line of its own, below all buttons of the page.
        <Box style={{ flexBasis: '100%', order: 1 }}>
          {problems.length > 0 && <FileProblems problems={problems} />}
          {error && <ErrorNotice error={error} title={t('import.failed')} />}
        </Box>
      )}
    </>
  );
}
