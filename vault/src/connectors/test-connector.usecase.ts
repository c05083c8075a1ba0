import type { ConnectorTest } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import type { createCallThrough } from './call-through.ts';
import type { ConnectorRecord } from './connectors.model.ts';

/** What every token may read at a Genesys API; elsewhere the address itself tells whether a token is taken. */
const pathOf = ({ kind }: ConnectorRecord): string =>
  kind === 'platform' || kind === 'genesysCloud' ? '/api/v2/tokens/me' : '';

const verdictOf = (status: number): Pick<ConnectorTest, 'ok' | 'code' | 'message'> => {
  if (status === 401)
    return {
      ...{ ok: false, code: 'connector.refused' },
      message:
        'The other side does not know the connector (status 401). Check how it proves itself.',
    };
  if (status === 403)
    return {
      ...{ ok: false, code: 'connector.forbidden' },
      message: 'The other side knows the connector and forbids this call (status 403).',
    };
  if (status >= 500)
    return {
      ...{ ok: false, code: 'connector.failing' },
      message: `The other side has a fault (status ${status}).`,
    };
  return {
    ...{ ok: true, code: 'ok' },
    message: `The other side answers (status ${status}).`,
  };
};

/** Tries a connector out, at once and for real. What goes wrong is an answer, not an error. */
export async function testConnector(
  send: ReturnType<typeof createCallThrough>['send'],
  connector: ConnectorRecord,
  { path, userId }: { readonly path?: string | undefined; readonly userId: string | null },
): Promise<ConnectorTest> {
  try {
    const { status } = await send(connector, {
      ...{ method: 'GET', path: path ?? pathOf(connector), userId },
    });
    return { ...verdictOf(status), status };
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    return { ok: false, code: error.code, message: error.message, status: null };
  }
}
