import type { ActivityAttachment } from '@tandem/contract';
import { linkUrl, mediaUrl } from '../chat/index.ts';
import { useUi } from './context.ts';
import { FileIcon } from './icons.tsx';

/** A picture, a sound, a film, or a file to load down. */
export function Attachment({ attachment }: { attachment: ActivityAttachment }) {
  const { language, settings } = useUi();
  const { contentType, contentUrl = '', thumbnailUrl, name } = attachment;
  const media = mediaUrl(contentUrl, settings.endpoint);
  const link = linkUrl(contentUrl, settings.endpoint) ?? media;
  if (!contentUrl && name) return <NamedFile name={name} />;
  if (!media || !link) return <div class="bubble muted">{language.text('unsupportedCard')}</div>;
  if (contentType.startsWith('image/')) {
    const shown = (thumbnailUrl && mediaUrl(thumbnailUrl, settings.endpoint)) || media;
    return (
      <a class="picture" href={link} target="_blank" rel="noopener noreferrer">
        <img src={shown} alt={name ?? language.text('image')} />
      </a>
    );
  }
  const label = name ?? language.text('file');
  if (contentType.startsWith('audio/')) {
    // biome-ignore lint/a11y/useMediaCaption: recordings of visitors and agents have no captions
    return <audio class="media" controls src={media} aria-label={label} />;
  }
  if (contentType.startsWith('video/')) {
    // biome-ignore lint/a11y/useMediaCaption: recordings of visitors and agents have no captions
    return <video class="media" controls src={media} aria-label={label} />;
  }
  return (
    <a class="file" href={link} target="_blank" rel="noopener noreferrer" download={name ?? ''}>
      <FileIcon />
      <span>{label}</span>
    </a>
  );
}

/** A file of which only the name is left. */
function NamedFile({ name }: { name: string }) {
  return (
    <div class="file">
      <FileIcon />
      <span>{name}</span>
    </div>
  );
}
