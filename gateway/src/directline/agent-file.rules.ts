import type { ShownActivity } from '../conversations/index.ts';
import type { AgentFile } from '../handover/index.ts';

export const agentFilePath =
  '/v3/directline/attachments/agent/{conversationId}/{seq}/{index}/{until}/{signature}';

/** What the signature of an address covers. */
export const agentFileText = (
  { conversationId, seq, index }: AgentFile,
  until: string | number,
): string => JSON.stringify([conversationId, seq, index, String(until)]);

type Signing = {
  readonly conversationId: string;
  /** When the addresses end, in milliseconds since 1970. */
  readonly until: number;
  readonly origin: string;
  readonly sign: (text: string) => string;
};

const addressOf = (file: AgentFile, { until, origin, sign }: Signing): string => {
  const { seq, index } = file;
  const path = agentFilePath
    .replace('{conversationId}', encodeURIComponent(file.conversationId))
    .replace('{seq}', String(seq))
    .replace('{index}', String(index))
    .replace('{until}', String(until))
    .replace('{signature}', sign(agentFileText(file, until)));
  return origin + path;
};

/** The message with addresses of ours for the files of agents, which lead on to addresses that are good then. */
export const withAgentFiles = (stored: ShownActivity, signing: Signing): ShownActivity => {
  const { direction, seq, body } = stored;
  if (direction !== 'agent' || !body.attachments) return stored;
  const { conversationId } = signing;
  const attachments = body.attachments.map((attachment, index) =>
    attachment.contentUrl
      ? { ...attachment, contentUrl: addressOf({ conversationId, seq, index }, signing) }
      : attachment,
  );
  return { ...stored, body: { ...body, attachments } };
};
