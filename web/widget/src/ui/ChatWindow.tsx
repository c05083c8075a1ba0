import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../chat/index.ts';
import { Composer } from './Composer.tsx';
import { ConfirmEnd } from './ConfirmEnd.tsx';
import { useUi } from './context.ts';
import { EndedPanel, RefusedPanel } from './EndPanels.tsx';
import { Header } from './Header.tsx';
import { MessageList } from './MessageList.tsx';
import { StatusLine } from './StatusLine.tsx';
import { Suggestions } from './Suggestions.tsx';
import { useFiles } from './use-files.ts';
import { WaitingBanner } from './WaitingBanner.tsx';

/** The window: header, what goes on, messages, and where the visitor writes. */
export function ChatWindow({ state, onClose }: { state: ChatState; onClose: () => void }) {
  const { chat, language, settings } = useUi();
  const [confirming, setConfirming] = useState(false);
  const files = useFiles(state.ended);
  const window = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!settings.inline) firstFocus(window.current);
  }, [settings.inline]);
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (confirming) setConfirming(false);
    else if (!settings.inline) onClose();
  };
  return (
    <section
      ref={window}
      class="window"
      role={settings.inline ? 'region' : 'dialog'}
      aria-labelledby="tandem-title"
      onKeyDown={onEscape}
      {...files.dropTarget}
    >
      <Header state={state} onClose={onClose} onEnd={() => setConfirming(true)} />
      <StatusLine connection={state.connection} ready={state.ready} />
      {state.handover.phase === 'waiting' && <WaitingBanner handover={state.handover} />}
      <MessageList state={state} />
      <Suggestions state={state} />
      {state.refused !== undefined && <RefusedPanel reason={state.refused} />}
      {state.ended && state.refused === undefined && <EndedPanel />}
      {!state.ended && state.refused === undefined && <Composer files={files} />}
      {confirming && (
        <ConfirmEnd
          handover={state.handover}
          onCancel={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            chat.leave();
          }}
        />
      )}
      {files.dragging && <div class="drop-hint">{language.text('dropHere')}</div>}
    </section>
  );
}

/** Into the text field; on a touch screen that would cover half of the chat with the keyboard, so there on "close". */
function firstFocus(window: HTMLElement | null): void {
  const touch = matchMedia('(pointer: coarse)').matches;
  const field = touch ? null : window?.querySelector<HTMLElement>('textarea');
  (field ?? window?.querySelector<HTMLElement>('.close'))?.focus();
}
