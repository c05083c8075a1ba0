import { ActionIcon, FileButton, Text, Tooltip } from '@mantine/core';
import { IconListCheck, IconMessageBolt, IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openPlace } from './canned-rules.ts';
import type { useCannedResponses, useFile, useQuickReplies } from './use-composer.ts';

type ToolsProps = {
  readonly file: File | null;
  readonly quick: Pick<ReturnType<typeof useQuickReplies>, 'opened' | 'toggle'>;
  readonly canned: ReturnType<typeof useCannedResponses>;
  readonly reset: ReturnType<typeof useFile>['reset'];
  readonly attach: (file: File | null) => void;
};

/** What can go along with a message. */
export function ComposerTools({ file, quick, canned, reset, attach }: ToolsProps) {
  const { t } = useTranslation('desk');
  return (
    <>
      <FileButton onChange={attach} resetRef={reset}>
        {(props) => (
          <ActionIcon
            {...props}
            variant="default"
            size="input-sm"
            aria-label={t('composer.attach')}
            disabled={quick.opened}
          >
            <IconPaperclip size={18} />
          </ActionIcon>
        )}
      </FileButton>
      {/* A tooltip would lie over what has opened. */}
      <Tooltip label={t('quickReplies.open')} disabled={quick.opened}>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={t('quickReplies.open')}
          aria-expanded={quick.opened}
          // A message carries files or answers to tap, not both.
          disabled={file !== null}
          onClick={quick.toggle}
        >
          <IconListCheck size={18} />
        </ActionIcon>
      </Tooltip>
      {canned.may && (
        <Tooltip label={t('canned.open')} disabled={canned.opened}>
          <ActionIcon
            variant="default"
            size="input-sm"
            aria-label={t('canned.open')}
            aria-expanded={canned.opened}
            onClick={canned.opened ? canned.close : canned.open}
          >
            <IconMessageBolt size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}

type HintsProps = { readonly text: string; readonly needsText: boolean; readonly left: number };

/** What is still missing, and how much room there is. */
export function ComposerHints({ text, needsText, left }: HintsProps) {
  const { t } = useTranslation('desk');
  return (
    <>
      {needsText && (
        <Text size="xs" role="status">
          {t('quickReplies.needsText')}
        </Text>
      )}
      {openPlace(text) && (
        <Text size="xs" role="status">
          {t('canned.unfilled')}
        </Text>
      )}
      {left >= 0 && left < 200 && (
        <Text size="xs" c="dimmed" role="status">
          {t('composer.left', { count: left })}
        </Text>
      )}
    </>
  );
}
