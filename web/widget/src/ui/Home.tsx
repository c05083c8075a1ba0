import { useUi } from './context.ts';
import { HoursNote } from './HoursNote.tsx';
import { PrivacyNote } from './Privacy.tsx';
import type { Screen } from './screen.ts';

/** Before the conversation: a greeting, ways to begin, and what was said earlier. */
export function Home({ show }: { show: (screen: Screen) => void }) {
  const { chat, language, settings } = useUi();
  const { text } = language;
  const begin = (said?: string) => {
    show({ kind: 'chat' });
    if (said === undefined || settings.preview) return;
    chat.start();
    chat.send({ text: said });
  };
  return (
    <div class="screen">
      <h3 class="greeting" data-first tabIndex={-1}>
        {settings.greeting ?? text('welcome')}
      </h3>
      <HoursNote />
      {settings.starters.length > 0 && (
        <ul class="starters" aria-label={text('starters')}>
          {settings.starters.map((starter) => (
            <li key={starter}>
              <button type="button" class="row-button" onClick={() => begin(starter)}>
                {starter}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="button primary" onClick={() => begin()}>
        {text(chat.hasConversation ? 'homeContinue' : 'homeWrite')}
      </button>
      {chat.canLookBack && (
        <button type="button" class="button" onClick={() => show({ kind: 'history' })}>
          {text('history')}
        </button>
      )}
      <PrivacyNote />
    </div>
  );
}
