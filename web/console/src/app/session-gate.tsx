import { type ReactNode, useEffect, useState } from 'react';
import { SessionContext } from '../session/session.ts';
import { GatePage } from './gate-page.tsx';
import { type Opening, openSession, restartSignIn } from './open-session.ts';

type State = Opening | { readonly kind: 'opening' };

/** Shows its children to a signed-in person; everybody else is taken to the sign-in page and back. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: 'opening' });
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what starts it again
  useEffect(() => {
    let current = true;
    setState({ kind: 'opening' });
    void openSession().then((next) => current && setState(next));
    return () => {
      current = false;
    };
  }, [attempt]);

  if (state.kind === 'open') {
    return <SessionContext value={state.session}>{children}</SessionContext>;
  }
  return (
    <GatePage
      state={state}
      onRetry={() => setAttempt((n) => n + 1)}
      onSignIn={() => void restartSignIn()}
    />
  );
}
