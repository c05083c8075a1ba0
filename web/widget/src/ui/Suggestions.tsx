import { type ChatState, currentSuggestions } from '../chat/index.ts';
import { ActionButton } from './Cards.tsx';
import { useUi } from './context.ts';

/** Quick replies of the last message; gone with the next one. */
export function Suggestions({ state }: { state: ChatState }) {
  const { text } = useUi().language;
  const actions = currentSuggestions(state);
  if (actions.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div class="suggestions" role="group" aria-label={text('suggestions')}>
      {actions.map((action, index) => (
        <ActionButton key={`${index}-${action.title}`} action={action} look="suggestion" />
      ))}
    </div>
  );
}
