import { type Handler, handle, tokensOperations as operations } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import { findSubject } from '../access/index.ts';
import { type Audit, actorOf } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';
import { identityErrors } from '../identity.errors.ts';
import {
  findOrganisation,
  type IdleTimeout,
  saveOrganisationSettings,
} from '../organisations/index.ts';
import { tokenInfoOf } from './token-info.ts';
import { deleteUserTokens, endToken } from './tokens.store.ts';

export type TokenDeps = {
  readonly db: Database;
  readonly changes: Changes;
  readonly audit: Audit;
};

const ownHandlers = ({ db, changes }: TokenDeps): Handler[] => [
  handle(operations.getTokensMe, async ({ principal }) => ({
    status: 200,
    body: await tokenInfoOf(db, principal),
  })),
  handle(operations.headTokensMe, async () => ({ status: 200 })),
  handle(operations.deleteTokensMe, async ({ principal }) => {
    await changes.apply(principal.org, (tx) => endToken(tx, principal.org, principal.tokenId));
    return { status: 200 };
  }),
];

const revokeHandler = ({ db, changes, audit }: TokenDeps): Handler =>
  handle(operations.deleteToken, async ({ principal, params, correlationId }) => {
    const { org } = principal;
    const user = await findSubject(db, org, params.userId);
    if (user?.type !== 'PC_USER') throw identityErrors.notFound();
    await changes.applyAs(principal, async (tx) => {
      await deleteUserTokens(tx, org, user.id);
      await audit(tx, {
        org,
        actor: actorOf(principal),
        action: 'tokens.delete',
        entity: { type: 'user', id: user.id, name: user.name },
        correlationId,
      });
    });
    return { status: 200 };
  });

const minIdleSeconds = 300;
const maxIdleSeconds = 28_800;

const toTimeoutWire = ({ enabled, seconds }: IdleTimeout) => ({
  enableIdleTokenTimeout: enabled,
  idleTokenTimeoutSeconds: seconds,
});

const timeoutHandlers = ({ db, changes, audit }: TokenDeps): Handler[] => [
  handle(operations.getTokensTimeout, async ({ principal }) => {
    const idle = (await findOrganisation(db, principal.org))?.settings.idleTimeout;
    return {
      status: 200,
      body: toTimeoutWire(idle ?? { enabled: false, seconds: maxIdleSeconds }),
    };
  }),
  handle(operations.putTokensTimeout, async ({ principal, body, correlationId }) => {
    const { org } = principal;
    const seconds = body.idleTokenTimeoutSeconds ?? maxIdleSeconds;
    if (seconds < minIdleSeconds || seconds > maxIdleSeconds)
      throw identityErrors.invalid({
        problem: `idleTokenTimeoutSeconds must be from ${minIdleSeconds} to ${maxIdleSeconds}.`,
      });
    const idleTimeout = { enabled: body.enableIdleTokenTimeout ?? false, seconds };
    await changes.applyAs(principal, async (tx) => {
      await saveOrganisationSettings(tx, org, { idleTimeout });
      await audit(tx, {
        org,
        actor: actorOf(principal),
        action: 'update',
        entity: { type: 'idleTimeout' },
        changes: { idleTimeout: { to: idleTimeout } },
        correlationId,
      });
    });
    return { status: 200, body: toTimeoutWire(idleTimeout) };
  }),
];

/** The caller's token, others' tokens and when tokens idle out. */
export const tokenAdminHandlers = (deps: TokenDeps): readonly Handler[] => [
  ...ownHandlers(deps),
  revokeHandler(deps),
  ...timeoutHandlers(deps),
];
