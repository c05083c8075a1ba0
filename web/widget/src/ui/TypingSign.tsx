import type { ChatState } from '../chat/index.ts';
import { Avatar } from './Avatar.tsx';
import { useUi } from './context.ts';

/** Three dots while the other side writes. */
export function TypingSign({ typing }: { typing: NonNullable<ChatState['typing']> }) {
  const { text } = useUi().language;
  const { sender, name } = typing;
  const agentText = name ? text('typingAgent', { name }) : text('typingAgentUnnamed');
  return (
    <div class={`message other ${sender} last`}>
      <Avatar sender={sender} {...(name ? { name } : {})} />
      <div class="bubble typing">
        <span class="hidden">{sender === 'agent' ? agentText : text('typingBot')}</span>
        <i aria-hidden="true" />
        <i aria-hidden="true" />
        <i aria-hidden="true" />
      </div>
    </div>
  );
}
