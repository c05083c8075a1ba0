import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../chat/index.ts';
import { ConfirmEnd } from './ConfirmEnd.tsx';
import { Conversation } from './Conversation.tsx';
import { useUi } from './context.ts';
import { Header } from './Header.tsx';
import { History } from './History.tsx';
import { Home } from './Home.tsx';
import { Past } from './Past.tsx';
import { PrivacyGate } from './Privacy.tsx';
import type { Screen } from './screen.ts';
import { useFiles } from './use-files.ts';

interface ChatWindowProps {
  readonly state: ChatState;
  readonly screen: Screen;
  readonly show: (screen: Screen) => void;
  /** Nothing stands between the visitor and the chat. */
  readonly agreed: boolean;
  readonly onAgree: () => void;
  readonly onClose: () => void;
}

/** The window: header, and below it the screen that the visitor is at. */
export function ChatWindow(props: ChatWindowProps) {
  const { state, screen, show, agreed, onAgree, onClose } = props;
  const { chat, language, settings } = useUi();
  const [confirming, setConfirming] = useState(false);
  const files = useFiles(state.ended || !settings.uploads || screen.kind !== 'chat' || !agreed);
  const window = useScreenFocus(settings.inline, `${agreed} ${screen.kind}`);
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
      <Header
        {...{ state, screen, show, onClose }}
        plain={!agreed}
        onEnd={() => setConfirming(true)}
      />
      {agreed ? (
        <Shown {...{ state, screen, show, files }} />
      ) : (
        <PrivacyGate onAgree={onAgree} onDecline={onClose} />
      )}
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

type ShownProps = Pick<ChatWindowProps, 'state' | 'screen' | 'show'> & {
  readonly files: ReturnType<typeof useFiles>;
};

function Shown({ state, screen, show, files }: ShownProps) {
  switch (screen.kind) {
    case 'home':
      return <Home show={show} />;
    case 'history':
      return <History show={show} />;
    case 'past':
      return <Past conversationId={screen.conversationId} />;
    case 'chat':
      return <Conversation state={state} files={files} />;
  }
}

/** The focus goes into each screen as it comes; a chat that is part of the page takes it only after that. */
function useScreenFocus(inline: boolean, screen: string) {
  const window = useRef<HTMLElement>(null);
  const shown = useRef(false);
  useEffect(() => {
    if (shown.current || !inline) focusScreen(window.current);
    shown.current = true;
  }, [inline, screen]);
  return window;
}

/**
 * Where the screen says so, else into the text field; on a touch screen that would cover half of the chat with the
 * keyboard, so there on "close".
 */
function focusScreen(window: HTMLElement | null): void {
  const touch = matchMedia('(pointer: coarse)').matches;
  const first = window?.querySelector<HTMLElement>('[data-first]');
  const field = touch ? null : window?.querySelector<HTMLElement>('.composer textarea');
  (first ?? field ?? window?.querySelector<HTMLElement>('.close'))?.focus();
}
