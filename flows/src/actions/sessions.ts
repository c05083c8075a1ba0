import { ActionFailure } from '../action-failure.ts';
import type { ActionContext } from './action.types.ts';

/** @throws ActionFailure `session.unknown` when nothing has signed the session in on the way here. */
export const needSession = ({ sessions }: ActionContext, name: string): void => {
  if (!Object.hasOwn(sessions, name))
    throw new ActionFailure(
      'session.unknown',
      `The session "${name}" is not signed in: no OAuth Authentication of that session name was taken before.`,
      { session: name },
    );
};
