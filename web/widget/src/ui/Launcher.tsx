import type { Ref } from 'preact';
import { useUi } from './context.ts';
import { ChatIcon, DownIcon } from './icons.tsx';

interface LauncherProps {
  readonly open: boolean;
  readonly unread: number;
  readonly onToggle: () => void;
  readonly buttonRef: Ref<HTMLButtonElement>;
}

/** The button in the corner, with the number of unread messages. */
export function Launcher({ open, unread, onToggle, buttonRef }: LauncherProps) {
  const { text, plural } = useUi().language;
  const closedName = unread > 0 ? plural('launcherUnread', unread) : text('launcherOpen');
  return (
    <button
      type="button"
      class="launcher"
      ref={buttonRef}
      aria-expanded={open}
      aria-label={open ? text('launcherClose') : closedName}
      onClick={onToggle}
    >
      {open ? <DownIcon /> : <ChatIcon />}
      {unread > 0 && (
        <span class="badge" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  );
}
