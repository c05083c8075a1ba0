import type { Sender } from '../chat/index.ts';
import { BotIcon } from './icons.tsx';

/** Initials of a person, a drawing for the assistant. The name is written beside it, so it is not read out. */
export function Avatar({ sender, name }: { sender: Sender; name?: string }) {
  const initials = sender === 'agent' ? initialsOf(name ?? '') : '';
  return (
    <span class={`avatar ${sender}`} aria-hidden="true">
      {initials || <BotIcon />}
    </span>
  );
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase())
    .join('');
