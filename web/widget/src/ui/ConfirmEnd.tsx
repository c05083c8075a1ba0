import { useEffect, useRef } from 'preact/hooks';
import type { Handover } from '../chat/index.ts';
import type { TextKey } from '../locales/index.ts';
import { useUi } from './context.ts';

const QUESTIONS: Readonly<Record<Handover['phase'], TextKey>> = {
  none: 'endConfirm',
  waiting: 'endConfirmWaiting',
  flow: 'endConfirm',
  active: 'endConfirmAgent',
};

interface ConfirmEndProps {
  readonly handover: Handover;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** Asks once before the chat is ended, and says what that means at this moment. */
export function ConfirmEnd({ handover, onCancel, onConfirm }: ConfirmEndProps) {
  const { text } = useUi().language;
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = (keep.current?.getRootNode() as ShadowRoot | undefined)?.activeElement;
    keep.current?.focus();
    return () => (before as HTMLElement | null | undefined)?.focus();
  }, []);
  return (
    <div
      class="confirm"
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="tandem-confirm"
      onKeyDown={keepFocusInside}
    >
      <div class="confirm-box">
        <p id="tandem-confirm">{text(QUESTIONS[handover.phase])}</p>
        <div class="confirm-buttons">
          <button type="button" class="button" ref={keep} onClick={onCancel}>
            {text('endNo')}
          </button>
          <button type="button" class="button danger" onClick={onConfirm}>
            {text('endYes')}
          </button>
        </div>
      </div>
    </div>
  );
}

/** Tab goes round between the two buttons while the question is open. */
function keepFocusInside(event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const box = event.currentTarget as HTMLElement;
  const buttons = [...box.querySelectorAll('button')];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  const next = (at + (event.shiftKey ? buttons.length - 1 : 1)) % buttons.length;
  event.preventDefault();
  buttons[next]?.focus();
}
