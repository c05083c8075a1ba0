import { Anchor, Group, Text } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Picture } from '#src/components/picture.tsx';
import { useApi } from '#src/session/session.ts';
import { sizeText } from './attachment-rules.ts';
import classes from './desk.module.css';
import { type Attachment, safeLink } from './message-rules.ts';

/** Reads bytes that need the token; addresses of others are used as they are. */
function useSource(url: string | undefined): string | undefined {
  const api = useApi();
  const link = safeLink(url);
  const own = link !== undefined && api.isOwn(link);
  const file = useQuery({
    queryKey: ['desk', 'attachment', link],
    queryFn: () => api.download(link ?? ''),
    enabled: own,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [source, setSource] = useState<string>();
  useEffect(() => {
    if (!file.data) return;
    const address = URL.createObjectURL(file.data);
    setSource(address);
    return () => URL.revokeObjectURL(address);
  }, [file.data]);
  return own ? source : link;
}

const isPicture = (attachment: Attachment): boolean =>
  attachment.mediaType === 'Image' || (attachment.mime ?? '').startsWith('image/');

/** A picture, or a file to open. */
export function AttachmentView({ attachment }: { readonly attachment: Attachment }) {
  const { t, i18n } = useTranslation('desk');
  const source = useSource(attachment.url);
  const name = attachment.filename ?? t('message.attachment');
  return (
    <div>
      {isPicture(attachment) && source && (
        <Picture className={classes['picture']} source={source} alt={attachment.text ?? name} />
      )}
      <Group gap={6} mt={4} wrap="nowrap" align="start" className={classes['file'] ?? ''}>
        <IconFile size={16} aria-hidden />
        {source ? (
          <Anchor href={source} download={name} target="_blank" rel="noreferrer" size="sm">
            {name}
          </Anchor>
        ) : (
          <Text size="sm">{name}</Text>
        )}
        {attachment.contentSizeBytes !== undefined && (
          <Text size="xs" c="dimmed" className={classes['size'] ?? ''}>
            {sizeText(attachment.contentSizeBytes, i18n.language)}
          </Text>
        )}
      </Group>
      {attachment.text && <Text size="sm">{attachment.text}</Text>}
    </div>
  );
}
