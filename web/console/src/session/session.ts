import { createContext, useContext } from 'react';
import type { Api } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import type { PermissionNeed } from '../api/permissions.ts';
import type { ConsoleConfig } from './config.ts';

export type Me = ReplyOf<'GET /api/v2/users/me'> & { readonly id: string };

export type Session = {
  readonly api: Api;
  readonly config: ConsoleConfig;
  readonly me: Me;
  readonly can: (need: PermissionNeed | undefined) => boolean;
  readonly signOut: () => Promise<void>;
};

export const SessionContext = createContext<Session | null>(null);

/** The signed-in person, what they may do, and the client that speaks for them. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside of a session.');
  return session;
}

export const useApi = (): Api => useSession().api;
