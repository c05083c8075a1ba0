import { useState } from 'preact/hooks';
import type { Language } from '../locales/index.ts';
import { useUi } from './context.ts';
import { type CheckedFiles, checkFiles } from './file-check.ts';

/** Files chosen, pasted or dropped, and not sent yet. */
export interface PendingFiles {
  readonly files: readonly File[];
  readonly dragging: boolean;
  /** Which of the last files were not taken, and why. */
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

function problemOf(
  { tooLarge, refused }: CheckedFiles,
  { text }: Language,
  maxUploadBytes: number,
): string | undefined {
  const limit = Math.round(maxUploadBytes / 1_048_576);
  const large = tooLarge.map(({ name }) => text('fileTooLarge', { name, limit }));
  const name = refused.map((file) => file.name).join(', ');
  return [...large, ...(name ? [text('fileRefused', { name })] : [])].join(' ') || undefined;
}

/** Collects files of the kinds that the endpoint accepts, up to the size the page allows. */
export function useFiles(closed: boolean): PendingFiles {
  const { language, settings } = useUi();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [dragging, setDragging] = useState(false);
  const [problem, setProblem] = useState<string>();
  const add = (added: Iterable<File>) => {
    const checked = checkFiles([...added], settings);
    setProblem(problemOf(checked, language, settings.maxUploadBytes));
    setFiles((now) => [...now, ...checked.taken]);
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
