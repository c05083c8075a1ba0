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
import { freePassing, type Knock, type Passing, type WebhookGate } from '../limits/index.ts';
import { botConnectorErrors } from './bot-connector.errors.ts';
import { hearUtterance, type UtteranceDeps } from './utterance.usecases.ts';

export type BotConnectorDeps = UtteranceDeps & {
  readonly directory: EndpointDirectory;
  readonly withheld: Withheld;
  readonly gate: WebhookGate;
};

type Caller = { readonly id: string; readonly passing: Passing } & Pick<Call, 'headers'>;

/** The endpoint that is called, by a caller who has its token. */
const admitted = async (
  { directory, withheld }: BotConnectorDeps,
  { id, headers, passing }: Caller,
): Promise<OpenEndpoint> => {
  const endpoint = isUuid(id) ? await directory.byId(id) : null;
  const part = endpoint?.handover;
  if (!endpoint || part?.kind !== botConnectorKind) throw botConnectorErrors.notFound();
  const wanted = part.secrets['verifyToken'] ?? '';
  const given = headers[verifyTokenHeader];
  if (wanted === '' || typeof given !== 'string' || !isSameText(given, wanted))
    throw botConnectorErrors.badToken();
  passing.proved(`bot-connector ${endpoint.id}`);
  // Flows that go on calling a bot that is switched off have its token.
  if (!endpoint.active) throw botConnectorErrors.notFound();
  const provider = { kind: botConnectorKind, label: 'Genesys Bot Connector' };
  await requireOffered(withheld, { org: endpoint.org, provider });
  return endpoint;
};

const knockOf = ({ params, address }: Pick<Call, 'params' | 'address'>) => {
  const { endpointId = '' } = params as Readonly<Record<string, string>>;
  const knock: Knock = { address, door: `bot-connector ${endpointId}` };
  return { id: endpointId, knock };
};

/** Bots of endpoints as flows of a contact centre call them. */
export const botConnectorHandlers = (deps: BotConnectorDeps): readonly Handler[] => [
  handle(
    botConnectorOperations.postBotConnectorUtterance,
    async ({ params, headers, body, signal }) => ({
      status: 200,
      body: await hearUtterance(
        deps,
        await admitted(deps, { id: params.endpointId, headers, passing: freePassing }),
        {
          ...{ asked: body, signal },
        },
      ),
    }),
    {
      async admit(asked) {
        const { id, knock } = knockOf(asked);
        const { headers } = asked;
        deps.gate.admit(knock);
        await deps.gate.pass(knock, (passing) => admitted(deps, { id, headers, passing }));
      },
    },
  ),
];
