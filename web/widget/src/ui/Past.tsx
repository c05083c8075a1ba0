import { useEffect, useState } from 'preact/hooks';
import { type ChatState, initialState } from '../chat/index.ts';
import { UiContext, useUi } from './context.ts';
import { MessageList } from './MessageList.tsx';

/** An earlier conversation, to read. */
export function Past({ conversationId }: { conversationId: string }) {
  const ui = useUi();
  const { text } = ui.language;
  const [state, setState] = useState<ChatState>(initialState);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let over = false;
    ui.chat.past(conversationId).then(
      (past) => !over && setState(past),
      () => !over && setFailed(true),
    );
    return () => {
      over = true;
    };
  }, [ui.chat, conversationId]);
  return (
    <UiContext.Provider value={{ ...ui, isPast: true }}>
      {failed ? (
        <div class="screen" role="alert">
          {text('historyFailed')}
        </div>
      ) : (
        <MessageList state={state} />
      )}
      <p class="hours" role="status">
        {text('pastHint')}
      </p>
    </UiContext.Provider>
  );
}
