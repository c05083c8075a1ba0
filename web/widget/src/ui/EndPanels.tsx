import type { TextKey } from '../locales/index.ts';
import { useUi } from './context.ts';

/** In place of the text field once the conversation is over. */
export function EndedPanel() {
  const { chat, language } = useUi();
  return (
    <footer class="panel">
      <button type="button" class="button primary" onClick={() => chat.restart()}>
        {language.text('newChat')}
      </button>
    </footer>
  );
}

/** Refusals that the chat has words of its own for. */
const REFUSALS: Readonly<Record<string, TextKey>> = {
  IdentityRequired: 'refusedSignIn',
  IdentityExpired: 'refusedExpired',
  IdentityInvalid: 'refusedExpired',
};

/** The endpoint does not open a conversation: what it said, and another try. */
export function RefusedPanel({ reason, code }: { reason: string; code?: string | undefined }) {
  const { chat, language } = useUi();
  const own = REFUSALS[code ?? ''];
  return (
    <div class="panel" role="alert">
      <strong>{language.text('refusedTitle')}</strong>
      <p>{language.text(own ?? 'refusedHint')}</p>
      {reason && !own && <p class="meta">{reason}</p>}
      <button type="button" class="button primary" onClick={() => chat.restart()}>
        {language.text('retry')}
      </button>
    </div>
  );
}
