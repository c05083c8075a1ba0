import type { SystemItem } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { useUi } from './context.ts';

/** A line that says what happened to the conversation. */
export function SystemLine({ item }: { item: SystemItem }) {
  const { language } = useUi();
  return (
    <div class="system">
      <span>{item.text ?? ownText(item, language)}</span>
      {' · '}
      <time>{language.time(item.at)}</time>
    </div>
  );
}

function ownText({ what, name }: SystemItem, { text }: Language): string {
  switch (what) {
    case 'agentJoined':
      return name ? text('agentJoined', { name }) : text('agentJoinedUnnamed');
    case 'agentLeft':
      return name ? text('agentLeft', { name }) : text('agentLeftUnnamed');
    default:
      return text(what);
  }
}
