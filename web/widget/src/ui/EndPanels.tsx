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

/** The endpoint does not open a conversation: what it said, and another try. */
export function RefusedPanel({ reason }: { reason: string }) {
  const { chat, language } = useUi();
  return (
    <div class="panel" role="alert">
      <strong>{language.text('refusedTitle')}</strong>
      <p>{language.text('refusedHint')}</p>
      {reason && <p class="meta">{reason}</p>}
      <button type="button" class="button primary" onClick={() => chat.restart()}>
        {language.text('retry')}
      </button>
    </div>
  );
}
