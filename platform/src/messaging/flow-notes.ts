import type { FlowCalls } from '@tandem/flows';
import type { Log } from '@tandem/kit';
import type { FlowNote, ThreadChange } from '../conversations/index.ts';

const methods = { info: 'info', warning: 'warn', error: 'error' } as const;

type Deps = { readonly log: Log; readonly calls: FlowCalls };

const tell = ({ log, calls }: Deps, { after }: ThreadChange, note: FlowNote): void => {
  const { org } = after;
  if (note.kind === 'over') {
    calls.forget({ org, run: note.run });
    return;
  }
  const { level, flow, message } = note;
  log[methods[level]](
    { org, flow, conversationId: after.conversation.id, text: message },
    'log of a message flow',
  );
};

/** Tells what runs leave for nobody's table: lines of the log, and that they are over. */
export const tellNotes = (deps: Deps, changes: readonly ThreadChange[]): void => {
  for (const change of changes) for (const note of change.notes ?? []) tell(deps, change, note);
};
