import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type ChatState, unreadCount } from '../chat/index.ts';
import { ChatWindow } from './ChatWindow.tsx';
import { type Ui, UiContext } from './context.ts';
import { Launcher } from './Launcher.tsx';
import type { WindowControl } from './window-control.ts';

/** The whole chat: the button in the corner and the window. */
export function App({ control, ...ui }: Ui & { control: WindowControl }) {
  const state = useChatState(ui);
  const open = useOpen(control);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (open) ui.chat.start();
  }, [open, ui.chat]);
  // Before the next paint: a key pressed right after Escape must not be lost to the page.
  useLayoutEffect(() => {
    // Focus goes back to where it came from, or a keyboard user starts again at the top of the page.
    if (wasOpen.current && !open) launcher.current?.focus();
    wasOpen.current = open;
  }, [open]);
  useSeen(ui, state, open);
  return (
    <UiContext.Provider value={ui}>
      {open && <ChatWindow state={state} onClose={() => control.set(false)} />}
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

function useChatState({ chat }: Ui): ChatState {
  const [state, setState] = useState(chat.state);
  useEffect(() => {
    setState(chat.state);
    return chat.subscribe(setState);
  }, [chat]);
  return state;
}

function useOpen(control: WindowControl): boolean {
  const [open, setOpen] = useState(control.isOpen);
  useEffect(() => control.subscribe(setOpen), [control]);
  return open;
}

/** Seen is what is in an open window of a page in front. */
function useSeen({ chat }: Ui, state: ChatState, open: boolean): void {
  useEffect(() => {
    const look = () => {
      if (open && document.visibilityState === 'visible') chat.seen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [chat, state, open]);
}
