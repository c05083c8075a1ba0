import { useEffect, useState } from 'preact/hooks';
import type { PastConversation } from '../chat/index.ts';
import { useUi } from './context.ts';
import type { Screen } from './screen.ts';

/** Earlier conversations, the latest first. */
export function History({ show }: { show: (screen: Screen) => void }) {
  const { chat, language } = useUi();
  const { text } = language;
  const { found, failed, again } = useHistory();
  const open = ({ conversationId }: PastConversation) =>
    show(
      conversationId === chat.conversationId ? { kind: 'chat' } : { kind: 'past', conversationId },
    );
  return (
    <div class="screen">
      <h3 data-first tabIndex={-1}>
        {text('history')}
      </h3>
      <div role="status">
        {failed && text('historyFailed')}
        {!failed && !found && text('loading')}
        {found?.length === 0 && text('historyEmpty')}
      </div>
      {failed && (
        <button type="button" class="button" onClick={again}>
          {text('retry')}
        </button>
      )}
      {found && found.length > 0 && (
        <ul class="starters">
          {found.map((one) => (
            <li key={one.conversationId}>
              <button type="button" class="row-button" onClick={() => open(one)}>
                <strong>{language.moment(Date.parse(one.dateLast))}</strong>
                {one.preview && <span class="preview">{one.preview}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function useHistory() {
  const { chat } = useUi();
  const [found, setFound] = useState<readonly PastConversation[]>();
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let over = false;
    setFailed(false);
    chat.history().then(
      (list) => !over && setFound(list),
      () => !over && setFailed(true),
    );
    return () => {
      over = true;
    };
  }, [chat, tries]);
  return { found, failed, again: () => setTries(tries + 1) };
}
