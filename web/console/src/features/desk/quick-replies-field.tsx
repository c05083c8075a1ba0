import { ActionIcon, Group, TagsInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** As many as the wire carries in one message. */
const MOST = 25;
const MAX_LENGTH = 200;

type QuickRepliesFieldProps = {
  readonly replies: readonly string[];
  readonly onChange: (replies: readonly string[]) => void;
  readonly onClose: () => void;
};

/** Answers that the customer can tap instead of writing. */
export function QuickRepliesField({ replies, onChange, onClose }: QuickRepliesFieldProps) {
  const { t } = useTranslation('desk');
  return (
    <Group align="flex-end" wrap="nowrap" gap="xs">
      <TagsInput
        style={{ flex: 1 }}
        size="xs"
        label={t('quickReplies.label')}
        description={t('quickReplies.help')}
        placeholder={replies.length === 0 ? t('quickReplies.placeholder') : ''}
        autoFocus
        acceptValueOnBlur
        // An answer may hold a comma.
        splitChars={[]}
        maxTags={MOST}
        maxLength={MAX_LENGTH}
        value={[...replies]}
        onChange={(next) => onChange(next.map((one) => one.trim()).filter(Boolean))}
      />
      <ActionIcon
        variant="default"
        size="input-xs"
        aria-label={t('quickReplies.remove')}
        onClick={onClose}
      >
        <IconX size={16} />
      </ActionIcon>
    </Group>
  );
}
