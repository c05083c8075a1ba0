import { Anchor, Badge, Card, Group, List, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from './date-text.tsx';
import { Picture } from './picture.tsx';

type Message = ReplyOf<'GET /api/v2/conversations/messages/{messageId}/details'>;
type Content = NonNullable<NonNullable<Message['normalizedMessage']>['content']>[number];

function Picker({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card withBorder padding="sm" mt="xs">
      <Text fw={600} size="sm">
        {title}
      </Text>
      {children}
    </Card>
  );
}

function DatePicker({ picker }: { readonly picker: NonNullable<Content['datePicker']> }) {
  const { t } = useTranslation('common');
  const times = picker.availableTimes ?? [];
  return (
    <Picker title={picker.title ?? t('parts.datePicker')}>
      {picker.subtitle && <Text size="sm">{picker.subtitle}</Text>}
      {times.length > 0 && (
        <List size="sm" mt={4}>
          {times.map(({ dateTime }) => (
            <List.Item key={dateTime}>
              <DateText value={dateTime} />
            </List.Item>
          ))}
        </List>
      )}
    </Picker>
  );
}

function ListPicker({ picker }: { readonly picker: NonNullable<Content['listPicker']> }) {
  const { t } = useTranslation('common');
  return (
    <Picker title={picker.receivedMessage?.title ?? t('parts.listPicker')}>
      {picker.receivedMessage?.subtitle && <Text size="sm">{picker.receivedMessage.subtitle}</Text>}
      {(picker.sections ?? []).map((section) => (
        <div key={section.title}>
          <Text size="xs" c="dimmed" mt={4}>
            {section.title}
          </Text>
          <Group gap={6} mt={2}>
            {(section.items ?? []).map((item) => (
              <Badge key={item.id ?? item.title} variant="default" tt="none">
                {item.title}
              </Badge>
            ))}
          </Group>
        </div>
      ))}
    </Picker>
  );
}

function Template({ template }: { readonly template: NonNullable<Content['template']> }) {
  const { t } = useTranslation('common');
  const picture = template.header?.media?.url;
  return (
    <Picker title={template.header?.text ?? t('parts.template')}>
      {picture && /^https?:/i.test(picture) && (
        <Picture source={picture} alt="" style={{ maxWidth: '100%', maxHeight: '12rem' }} />
      )}
      <Text size="sm">{template.body.text}</Text>
      {template.footer?.text && (
        <Text size="xs" c="dimmed">
          {template.footer.text}
        </Text>
      )}
      {(template.buttons ?? []).length > 0 && (
        <Group gap={6} mt={4}>
          {(template.buttons ?? []).map((button) => (
            <Badge key={button.text} variant="outline" tt="none">
              {button.text}
            </Badge>
          ))}
        </Group>
      )}
    </Picker>
  );
}

function Location({ location }: { readonly location: NonNullable<Content['location']> }) {
  const { t } = useTranslation('common');
  const { latitude, longitude, text, address } = location;
  const words = text ?? address ?? t('parts.location');
  if (latitude === undefined || longitude === undefined) return <Text size="sm">{words}</Text>;
  return (
    <Anchor
      size="sm"
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`}
      target="_blank"
      rel="noreferrer"
    >
      {words}
    </Anchor>
  );
}

/** A part of a message that is neither a file nor a card; null for kinds this has no view of. */
export function messagePart(content: Content): ReactElement | null {
  if (content.datePicker) return <DatePicker picker={content.datePicker} />;
  if (content.listPicker) return <ListPicker picker={content.listPicker} />;
  if (content.template) return <Template template={content.template} />;
  if (content.location) return <Location location={content.location} />;
  if (content.reactions) return <Reactions reactions={content.reactions} />;
  return null;
}

function Reactions({ reactions }: { readonly reactions: NonNullable<Content['reactions']> }) {
  const { t } = useTranslation('common');
  return (
    <Group gap={6}>
      <Text size="sm" c="dimmed">
        {t('parts.reacted')}
      </Text>
      {reactions.map(({ reactionType = 'None', count }) => (
        <Badge key={reactionType} variant="default" tt="none">
          {t(`parts.reactions.${reactionType}`, { defaultValue: reactionType })}
          {count > 1 ? ` × ${count}` : ''}
        </Badge>
      ))}
    </Group>
  );
}
