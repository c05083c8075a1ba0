import { FileIcon } from './icons.tsx';
import { ObjectImage } from './ObjectImage.tsx';

/** A file of the visitor that is not at the server yet, or was sent in this visit: shown from the disk. */
export function LocalFile({ file, progress }: { file: File; progress?: number }) {
  const bar = progress !== undefined && (
    <progress aria-label={file.name} value={progress} max={1} />
  );
  if (file.type.startsWith('image/')) {
    return (
      <div class="picture">
        <ObjectImage file={file} alt={file.name} />
        {bar}
      </div>
    );
  }
  return (
    <div class="file">
      <FileIcon />
      <span>{file.name}</span>
      {bar}
    </div>
  );
}
