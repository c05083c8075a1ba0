import type { CardAction } from '@tandem/contract';
import { type ChatState, currentSuggestions } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { ActionButton } from './Cards.tsx';
import { useUi } from './context.ts';

/** Quick replies of the last message; gone with the next one. */
export function Suggestions({ state }: { state: ChatState }) {
  const { language } = useUi();
  const { text } = language;
  const dates = state.items.findLast((item) => item.kind === 'message')?.dates === true;
  const offered = currentSuggestions(state);
  const actions = dates ? offered.map((action) => shownAsDate(action, language)) : offered;
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

/** A point in time as people write it; what is sent stays as it was offered. */
function shownAsDate(action: CardAction, language: Language): CardAction {
  const at = Date.parse(String(action.value ?? ''));
  if (Number.isNaN(at)) return action;
  const title = language.moment(at);
  return { type: 'messageBack', title, text: title, displayText: title, value: action.value };
}
