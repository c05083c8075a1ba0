import {
  botConnectorOperations,
  type Call,
  type Handler,
  handle,
  verifyTokenHeader,
} from '@tandem/contract';
import { isSameText, isUuid } from '@tandem/kit';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import { requireOffered, type Withheld } from '../features/index.ts';
import { botConnectorKind } from '../handover/index.ts';
import { botConnectorErrors } from './bot-connector.errors.ts';
import { hearUtterance, type UtteranceDeps } from './utterance.usecases.ts';

export type BotConnectorDeps = UtteranceDeps & {
  readonly directory: EndpointDirectory;
  readonly withheld: Withheld;
};

/** The endpoint that is called, by a caller who has its token. */
const admitted = async (
  { directory, withheld }: BotConnectorDeps,
  { id, headers }: { readonly id: string } & Pick<Call, 'headers'>,
): Promise<OpenEndpoint> => {
  const endpoint = isUuid(id) ? await directory.byId(id) : null;
  const part = endpoint?.handover;
  if (!endpoint?.active || part?.kind !== botConnectorKind) throw botConnectorErrors.notFound();
  const wanted = part.secrets['verifyToken'] ?? '';
  const given = headers[verifyTokenHeader];
  if (wanted === '' || typeof given !== 'string' || !isSameText(given, wanted))
    throw botConnectorErrors.badToken();
  const provider = { kind: botConnectorKind, label: 'Genesys Bot Connector' };
  await requireOffered(withheld, { org: endpoint.org, provider });
  return endpoint;
};

/** Bots of endpoints as flows of a contact centre call them. */
export const botConnectorHandlers = (deps: BotConnectorDeps): readonly Handler[] => [
  handle(
    botConnectorOperations.postBotConnectorUtterance,
    async ({ params, headers, body, signal }) => ({
      status: 200,
      body: await hearUtterance(deps, await admitted(deps, { id: params.endpointId, headers }), {
        ...{ asked: body, signal },
      }),
    }),
    {
      async admit({ params, headers }) {
        const { endpointId } = params as { readonly endpointId?: string };
        await admitted(deps, { id: endpointId ?? '', headers });
      },
    },
  ),
];
