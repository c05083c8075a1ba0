import { useState } from 'preact/hooks';
import { useUi } from './context.ts';

/** Files chosen, pasted or dropped, and not sent yet. */
export interface PendingFiles {
  readonly files: readonly File[];
  readonly dragging: boolean;
  /** Why the last file was not taken. */
  readonly problem: string | undefined;
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (file: File) => void;
  readonly clear: () => void;
  readonly dropTarget: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Collects files up to the size the page allows. */
export function useFiles(closed: boolean): PendingFiles {
  const { language, settings } = useUi();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [dragging, setDragging] = useState(false);
  const [problem, setProblem] = useState<string>();
  const add = (added: Iterable<File>) => {
    const all = [...added];
    const tooLarge = all.find((file) => file.size > settings.maxUploadBytes);
    const limit = Math.round(settings.maxUploadBytes / 1_048_576);
    setProblem(tooLarge && language.text('fileTooLarge', { name: tooLarge.name, limit }));
    setFiles((now) => [...now, ...all.filter((file) => file.size <= settings.maxUploadBytes)]);
  };
  return {
    files,
    dragging,
    problem,
    add,
    remove: (file) => setFiles((now) => now.filter((kept) => kept !== file)),
    clear: () => {
      setFiles([]);
      setProblem(undefined);
    },
    dropTarget: {
      onDragOver(event) {
        if (closed || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setDragging(true);
      },
      onDragLeave(event) {
        const window = event.currentTarget as Element;
        if (!window.contains(event.relatedTarget as Node | null)) setDragging(false);
      },
      onDrop(event) {
        setDragging(false);
        if (closed || !event.dataTransfer?.files.length) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      },
    },
  };
}
