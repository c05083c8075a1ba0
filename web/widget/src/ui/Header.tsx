import type { ChatState } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { Avatar } from './Avatar.tsx';
import { useUi } from './context.ts';
import { CloseIcon, LeaveIcon } from './icons.tsx';

interface HeaderProps {
  readonly state: ChatState;
  readonly onClose: () => void;
  readonly onEnd: () => void;
}

/** Title, who answers at the moment, and the ways out. */
export function Header({ state, onClose, onEnd }: HeaderProps) {
  const { language, settings } = useUi();
  const { text } = language;
  const { handover, ended, items } = state;
  const agent = handover.phase === 'active' ? handover.agent : undefined;
  return (
    <header class="header">
      <Avatar
        sender={handover.phase === 'active' ? 'agent' : 'bot'}
        {...(agent ? { name: agent } : {})}
      />
      <div class="header-text">
        <h2 id="tandem-title">{settings.title ?? text('title')}</h2>
        <p>{subtitle(state, language)}</p>
      </div>
      {items.length > 0 && !ended && (
        <button
          type="button"
          class="icon-button"
          aria-label={text('endChat')}
          title={text('endChat')}
          onClick={onEnd}
        >
          <LeaveIcon />
        </button>
      )}
      {!settings.inline && (
        <button
          type="button"
          class="icon-button close"
          aria-label={text('close')}
          title={text('close')}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      )}
    </header>
  );
}

function subtitle({ handover, ended }: ChatState, { text }: Language): string {
  if (ended) return text('subtitleEnded');
  if (handover.phase === 'none' || handover.phase === 'flow') return text('subtitleBot');
  if (handover.phase === 'waiting') return text('subtitleWaiting');
  return handover.agent
    ? text('subtitleAgent', { name: handover.agent })
    : text('subtitleAgentUnnamed');
}
