import type { ChatState } from '../chat/index.ts';
import { Composer } from './Composer.tsx';
import { UiContext, useUi } from './context.ts';
import { EndedPanel, RefusedPanel } from './EndPanels.tsx';
import { HoursNote } from './HoursNote.tsx';
import { MessageList } from './MessageList.tsx';
import { StatusLine } from './StatusLine.tsx';
import { Suggestions } from './Suggestions.tsx';
import { SurveyPanel } from './SurveyPanel.tsx';
import { useDraft } from './use-draft.ts';
import type { PendingFiles } from './use-files.ts';
import { WaitingBanner } from './WaitingBanner.tsx';

/** What goes on, messages, and where the visitor writes. */
export function Conversation({ state, files }: { state: ChatState; files: PendingFiles }) {
  const ui = useUi();
  const draft = useDraft(files);
  const { survey, ended, refused } = state;
  const writable = !ended && refused === undefined;
  const { takeBack } = draft;
  return (
    <UiContext.Provider value={writable ? { ...ui, takeBack } : ui}>
      <StatusLine connection={state.connection} ready={state.ready} />
      {state.handover.phase === 'waiting' && <WaitingBanner handover={state.handover} />}
      {state.handover.phase !== 'active' && <HoursNote />}
      <MessageList state={state} />
      <Suggestions state={state} />
      {survey && refused === undefined && <SurveyPanel key={survey.id} survey={survey} />}
      {refused !== undefined && <RefusedPanel reason={refused} code={state.refusedCode} />}
      {ended && refused === undefined && <EndedPanel />}
      {writable && <Composer files={files} draft={draft} />}
    </UiContext.Provider>
  );
}
