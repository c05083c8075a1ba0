import type { MessageItem } from '../chat/index.ts';
import { isCard, type TextPart, textParts } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { Attachment } from './Attachment.tsx';
import { Avatar } from './Avatar.tsx';
import { Cards } from './Cards.tsx';
import { useUi } from './context.ts';
import { DeliveryLine } from './DeliveryLine.tsx';
import { LocalFile } from './LocalFile.tsx';

interface MessageProps {
  readonly item: MessageItem;
  readonly first: boolean;
  readonly last: boolean;
}

/** One message with its cards and files; name above the first, time below the last of a group. */
export function Message({ item, first, last }: MessageProps) {
  const { language } = useUi();
  const own = item.sender === 'user';
  const cards = item.attachments.filter(isCard);
  const files = item.attachments.filter((attachment) => !isCard(attachment));
  const name = nameOf(item, language);
  return (
    <article
      class={`message ${own ? 'own' : 'other'} ${item.sender}${last ? ' last' : ''}`}
      aria-label={name}
    >
      {!own && <Avatar sender={item.sender} {...(item.name ? { name: item.name } : {})} />}
      <div class="content">
        {first && !own && <div class="name">{name}</div>}
        {files.map((file, index) => (
          <Attachment key={file.contentUrl ?? index} attachment={file} />
        ))}
        {files.length === 0 &&
          item.files.map((file) => (
            <LocalFile
              key={file.name}
              file={file}
              {...(item.progress === undefined ? {} : { progress: item.progress })}
            />
          ))}
        {item.text.trim() !== '' && (
          <div class="bubble">
            <RichText text={item.text} markdown={item.markdown} />
          </div>
        )}
        {cards.length > 0 && (
          <Cards cards={cards} carousel={item.carousel} dates={item.dates === true} />
        )}
        {own ? (
          <DeliveryLine item={item} last={last} />
        ) : (
          last && <time class="meta">{language.time(item.at)}</time>
        )}
      </div>
    </article>
  );
}

function nameOf({ sender, name }: MessageItem, { text }: Language): string {
  if (sender === 'user') return text('you');
  return sender === 'agent' ? (name ?? text('agent')) : text('bot');
}

/** Text with links, bold, italic and code; built from parts, never from HTML. */
export function RichText({ text, markdown }: { text: string; markdown: boolean }) {
  return textParts(text, markdown).map((part, index) => (
    <Part key={`${index}-${part.kind}`} part={part} />
  ));
}

function Part({ part }: { part: TextPart }) {
  const { text } = useUi().language;
  switch (part.kind) {
    case 'link':
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer" title={text('opensNewTab')}>
          {part.text}
        </a>
      );
    case 'bold':
      return <strong>{part.text}</strong>;
    case 'italic':
      return <em>{part.text}</em>;
    case 'code':
      return <code>{part.text}</code>;
    case 'text':
      return part.text;
  }
}
