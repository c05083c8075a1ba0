import type { Checked } from './checked.ts';
import { type FlowProblem, problem } from './problems.ts';
import { sessionsOf } from './settings.ts';

const unknownSessions = (checked: Checked): FlowProblem[] => {
  const declared = new Set(sessionsOf(checked, true).map(({ session }) => session));
  return sessionsOf(checked, false)
    .filter(({ session }) => !declared.has(session))
    .map(({ action: { id, name }, field, session }) =>
      problem('noSession', { action: name, session }, { action: id, field }),
    );
};

/** OAuth Authentication belongs right under Start, one below the other where there are several. */
const misplaced = ({ document, known }: Checked): FlowProblem[] => {
  const signingIn = new Map(
    known
      .filter(({ definition }) => definition.type === 'oauthAuthentication')
      .map(({ action }) => [action.id, action]),
  );
  const placed = new Set<string>();
  let at = document.start;
  while (at !== null && signingIn.has(at) && !placed.has(at)) {
    placed.add(at);
    at = document.edges.find(({ from, outlet }) => from === at && outlet === 'next')?.to ?? null;
  }
  return [...signingIn.values()]
    .filter(({ id }) => !placed.has(id))
    .map(({ id, name }) => problem('misplaced', { action: name }, { action: id }));
};

export const sessionProblems = (checked: Checked): FlowProblem[] => [
  ...unknownSessions(checked),
  ...misplaced(checked),
];
