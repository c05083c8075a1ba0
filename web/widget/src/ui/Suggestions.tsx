import type { CardAction } from '@tandem/contract';
import { Fragment } from 'preact';
import { type ChatState, currentSuggestions } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { ActionButton, momentOf, shownAsDate } from './Cards.tsx';
import { useUi } from './context.ts';

/** Up to here answers stand side by side; more of them are a list that is read downwards. */
const MOST_ASIDE = 6;

/** Quick replies of the last message; gone with the next one. */
export function Suggestions({ state }: { state: ChatState }) {
  const { language, now } = useUi();
  const { text } = language;
  const dates = state.items.findLast((item) => item.kind === 'message')?.dates === true;
  const offered = currentSuggestions(state);
  if (offered.length === 0) return null;
  const groups = dates ? byDay(offered, language, now()) : [{ day: '', actions: offered }];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div
      class={`suggestions${!dates && offered.length > MOST_ASIDE ? ' list' : ''}`}
      role="group"
      aria-label={text('suggestions')}
    >
      {groups.map(({ day, actions }) => (
        <Fragment key={day}>
          {day && <div class="suggestion-day">{day}</div>}
          {actions.map((action, index) => (
            <ActionButton
              key={`${index}-${action.title}`}
              action={dates ? shownAsDate(action, language, now()) : action}
              {...(dates ? { short: timeOf(action, language) } : {})}
              look="suggestion"
            />
          ))}
        </Fragment>
      ))}
    </div>
  );
}

/** Times under their day, in the order in which they are offered. */
function byDay(actions: readonly CardAction[], language: Language, now: number) {
  const days = new Map<string, CardAction[]>();
  for (const action of actions) {
    const at = momentOf(action);
    const day = at === null ? '' : language.date(at, now);
    days.set(day, [...(days.get(day) ?? []), action]);
  }
  return [...days].map(([day, members]) => ({ day, actions: members }));
}

function timeOf(action: CardAction, language: Language): string | undefined {
  const at = momentOf(action);
  return at === null ? undefined : language.time(at);
}
