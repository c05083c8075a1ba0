import { Anchor, Badge, Card, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { messagePart } from '#src/components/message-part.tsx';
import { Picture } from '#src/components/picture.tsx';
import { AttachmentView } from './attachment-view.tsx';
import { type Content, safeLink } from './message-rules.ts';

type CardContent = NonNullable<Content['card']>;

function CardView({ card }: { readonly card: CardContent }) {
  const image = safeLink(card.image);
  return (
    <Card withBorder padding="sm" mt="xs">
      {image && (
        <Card.Section>
          <Picture source={image} alt="" style={{ width: '100%' }} />
        </Card.Section>
      )}
      <Text fw={600}>{card.title}</Text>
      {card.description && <Text size="sm">{card.description}</Text>}
      <Group gap="xs" mt="xs">
        {card.actions.map((action) => {
          const link = safeLink(action.url);
          return link ? (
            <Anchor key={action.text} href={link} target="_blank" rel="noreferrer" size="sm">
              {action.text}
            </Anchor>
          ) : (
            <Badge key={action.text} variant="outline" tt="none">
              {action.text}
            </Badge>
          );
        })}
      </Group>
    </Card>
  );
}

function OneContent({ content }: { readonly content: Content }) {
  const { t } = useTranslation('desk');
  if (content.attachment) return <AttachmentView attachment={content.attachment} />;
  if (content.card) return <CardView card={content.card} />;
  if (content.carousel) {
    return (
      <Group align="stretch">
        {content.carousel.cards.map((card) => (
          <CardView key={card.title} card={card} />
        ))}
      </Group>
    );
  }
  if (content.buttonResponse) {
    return (
      <Text size="sm" fs="italic">
        {t('message.chose', { text: content.buttonResponse.text })}
      </Text>
    );
  }
  if (content.text) return <Text size="sm">{content.text.body}</Text>;
  const part = messagePart(content);
  if (part) return part;
  return (
    <Text size="sm" c="dimmed">
      {t('message.unknown', { type: content.contentType })}
    </Text>
  );
}

/** Everything of a message that is more than text. Quick replies are shown, not offered: they are the customer's. */
export function MessageContent({ content }: { readonly content: readonly Content[] }) {
  const replies = content.flatMap(({ quickReply }) => quickReply ?? []);
  const others = content.filter(({ quickReply }) => !quickReply);
  if (content.length === 0) return null;
  return (
    <Stack gap="xs" mt={4}>
      {others.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a message have no id and never move
        <OneContent key={index} content={one} />
      ))}
      {replies.length > 0 && (
        <Group gap={6}>
          {replies.map((reply) => (
            <Badge key={reply.payload} variant="default" tt="none">
              {reply.text}
            </Badge>
          ))}
        </Group>
      )}
    </Stack>
  );
}
