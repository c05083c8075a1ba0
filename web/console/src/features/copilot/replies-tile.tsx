import { ActionIcon, Group, Paper, Stack, Text, Tooltip } from '@mantine/core';
import { IconMessagePlus } from '@tabler/icons-react';
import type { CopilotContent } from '@tandem/contract';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from '#src/components/copy-field.tsx';
import { TileEmpty } from './tile.tsx';
import { useDesk } from './use-desk.ts';

type RepliesProps = {
  readonly content: Extract<CopilotContent, { type: 'suggestedReplies' }>;
};

/** Replies to choose from: copied, and put into the agent's message where a desk takes them. */
export function RepliesTile({ content }: RepliesProps) {
  const { t } = useTranslation('copilot');
  const desk = useDesk();
  if (content.replies.length === 0) return <TileEmpty text={t('replies.none')} />;
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {content.replies.map(({ text, source }) => (
        <Paper key={text} component="li" withBorder p="xs">
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
          <Group justify="space-between" gap={4} mt={4}>
            <Text size="xs" c="dimmed" truncate>
              {source && t('replies.from', { source })}
            </Text>
            <Group gap={4}>
              <CopyIcon value={text} label={t('replies.copy')} />
              {desk && (
                <Tooltip label={t('replies.post')} withArrow>
                  <ActionIcon
                    variant="light"
                    aria-label={t('replies.post')}
                    onClick={() => desk.post(text)}
                  >
                    <IconMessagePlus size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
