import { useEffect, useRef } from 'react';

type Keys = {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly save: () => void;
  /** Text for the clipboard; null leaves the event to the browser. */
  readonly copy: () => string | null;
  readonly cut: () => string | null;
  /** Whether the text was taken. */
  readonly paste: (text: string) => boolean;
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

const hasChosenText = (): boolean => (window.getSelection()?.toString() ?? '') !== '';

const onKey = (event: KeyboardEvent, keys: Keys): void => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const deed =
    key === 's'
      ? keys.save
      : isTyping(event.target)
        ? null
        : key === 'y' || (key === 'z' && event.shiftKey)
          ? keys.redo
          : key === 'z'
            ? keys.undo
            : null;
  if (!deed) return;
  event.preventDefault();
  deed();
};

/** The keys of the designer: undo, redo, save, and the clipboard for actions. */
export function useKeys(keys: Keys, enabled: boolean): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const abort = new AbortController();
    const { signal } = abort;
    const take = (event: ClipboardEvent, text: string | null) => {
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const foreign = (event: ClipboardEvent) => isTyping(event.target) || hasChosenText();
    window.addEventListener('keydown', (event) => onKey(event, current.current), { signal });
    document.addEventListener(
      'copy',
      (event) => !foreign(event) && take(event, current.current.copy()),
      { signal },
    );
    document.addEventListener(
      'cut',
      (event) => !foreign(event) && take(event, current.current.cut()),
      { signal },
    );
    document.addEventListener(
      'paste',
      (event) => {
        const text = event.clipboardData?.getData('text/plain') ?? '';
        if (!isTyping(event.target) && current.current.paste(text)) event.preventDefault();
      },
      { signal },
    );
    return () => abort.abort();
  }, [enabled]);
}
