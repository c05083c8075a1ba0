import { useEffect, useState } from 'preact/hooks';
import { FileIcon } from './icons.tsx';

/** A file of the visitor that is not at the server yet, or was sent in this visit: shown from the disk. */
export function LocalFile({ file, progress }: { file: File; progress?: number }) {
  const url = useObjectUrl(file);
  const bar = progress !== undefined && (
    <progress aria-label={file.name} value={progress} max={1} />
  );
  if (file.type.startsWith('image/') && url) {
    return (
      <div class="picture">
        <img src={url} alt={file.name} />
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

function useObjectUrl(file: File): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
