import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type ChatState, unreadCount } from '../chat/index.ts';
import { ChatWindow } from './ChatWindow.tsx';
import { type Ui, UiContext } from './context.ts';
import { Launcher } from './Launcher.tsx';
import { firstScreen, type Screen } from './screen.ts';
import type { WindowControl } from './window-control.ts';

/** The whole chat: the button in the corner and the window. */
export function App({ control, ...ui }: Ui & { control: WindowControl }) {
  const state = useChatState(ui);
  const open = useOpen(control);
  const [screen, show] = useState<Screen>(() => firstScreen(ui));
  const [agreed, setAgreed] = useState(ui.consent.isGiven);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  const chatting = open && agreed && screen.kind === 'chat';
  // Also after the visitor of before has signed out: then it begins anew.
  useEffect(() => {
    if (chatting && !ui.settings.preview) ui.chat.start();
  }, [chatting, ui.chat, state]);
  // Before the next paint: a key pressed right after Escape must not be lost to the page.
  useLayoutEffect(() => {
    // Focus goes back to where it came from, or a keyboard user starts again at the top of the page.
    if (wasOpen.current && !open) launcher.current?.focus();
    wasOpen.current = open;
  }, [open]);
  useSeen(ui, state, chatting);
  const agree = () => {
    ui.consent.give();
    setAgreed(true);
  };
  return (
    <UiContext.Provider value={ui}>
      {open && (
        <ChatWindow
          {...{ state, screen, show, agreed }}
          onAgree={agree}
          onClose={() => control.set(false)}
        />
      )}
      {!ui.settings.inline && (
        <Launcher
          open={open}
          unread={open ? 0 : unreadCount(state)}
          onToggle={() => control.set(!open)}
          buttonRef={launcher}
        />
      )}
    </UiContext.Provider>
  );
}

function useChatState({ chat, settings }: Ui): ChatState {
  const [state, setState] = useState(chat.state);
  useEffect(() => {
    setState(chat.state);
    return chat.subscribe(setState);
  }, [chat]);
  return settings.preview ? { ...state, ready: true } : state;
}

function useOpen(control: WindowControl): boolean {
  const [open, setOpen] = useState(control.isOpen);
  useEffect(() => control.subscribe(setOpen), [control]);
  return open;
}

/** Seen is what is in an open window of a page in front. */
function useSeen({ chat }: Ui, state: ChatState, chatting: boolean): void {
  useEffect(() => {
    const look = () => {
      if (chatting && document.visibilityState === 'visible') chat.seen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [chat, state, chatting]);
}
