import type { ComponentChildren } from 'preact';
import type { ChatState } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { Avatar } from './Avatar.tsx';
import { useUi } from './context.ts';
import { BackIcon, CloseIcon, HistoryIcon, LeaveIcon } from './icons.tsx';
import type { Screen } from './screen.ts';

interface HeaderProps {
  readonly state: ChatState;
  readonly screen: Screen;
  readonly show: (screen: Screen) => void;
  /** Only title and "close". */
  readonly plain: boolean;
  readonly onClose: () => void;
  readonly onEnd: () => void;
}

/** Title, who answers at the moment, and the ways out. */
export function Header({ state, screen, show, plain, onClose, onEnd }: HeaderProps) {
  const { chat, language, settings } = useUi();
  const { text } = language;
  const { handover, ended, items } = state;
  const agent = handover.phase === 'active' ? handover.agent : undefined;
  const chatting = !plain && screen.kind === 'chat';
  const back = plain ? undefined : before(screen, settings.home);
  return (
    <header class="header">
      {back && (
        <HeaderButton name={text('back')} onClick={() => show(back)}>
          <BackIcon />
        </HeaderButton>
      )}
      <Avatar
        sender={handover.phase === 'active' ? 'agent' : 'bot'}
        {...(agent ? { name: agent } : {})}
      />
      <div class="header-text">
        <h2 id="tandem-title">{settings.title ?? text('title')}</h2>
        <p>{subtitle(state, language, settings.subtitle)}</p>
      </div>
      {chatting && chat.canLookBack && (
        <HeaderButton name={text('history')} onClick={() => show({ kind: 'history' })}>
          <HistoryIcon />
        </HeaderButton>
      )}
      {chatting && items.length > 0 && !ended && (
        <HeaderButton name={text('endChat')} onClick={onEnd}>
          <LeaveIcon />
        </HeaderButton>
      )}
      {!settings.inline && (
        <HeaderButton name={text('close')} look="close" onClick={onClose}>
          <CloseIcon />
        </HeaderButton>
      )}
    </header>
  );
}

interface HeaderButtonProps {
  readonly name: string;
  readonly look?: string;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

function HeaderButton({ name, look = '', onClick, children }: HeaderButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${look}`}
      aria-label={name}
      title={name}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** Where "back" leads to. */
function before({ kind }: Screen, home: boolean): Screen | undefined {
  if (kind === 'past') return { kind: 'history' };
  if (kind === 'history') return { kind: home ? 'home' : 'chat' };
  return kind === 'chat' && home ? { kind: 'home' } : undefined;
}

function subtitle(
  { handover, ended }: ChatState,
  { text }: Language,
  own: string | undefined,
): string {
  if (ended) return text('subtitleEnded');
  if (handover.phase === 'none' || handover.phase === 'flow') return own ?? text('subtitleBot');
  if (handover.phase === 'waiting') return text('subtitleWaiting');
  return handover.agent
    ? text('subtitleAgent', { name: handover.agent })
    : text('subtitleAgentUnnamed');
}
