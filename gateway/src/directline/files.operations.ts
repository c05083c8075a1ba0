import type { Handler, Reply } from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import { filePath, readFileKey, shortFilePath } from '../file-links.rules.ts';
import { agentFilePath, agentFileText } from './agent-file.rules.ts';
import { readAttachment } from './attachments.store.ts';
import type { DirectLineDeps } from './conversations.usecases.ts';
import { withCors } from './cors.ts';
import { directLineErrors } from './directline.errors.ts';

const isInline = (contentType: string) =>
  /^(image\/(png|jpeg|gif|webp)|audio\/|video\/)/.test(contentType);

const fileReply = async ({ db }: DirectLineDeps, id: string): Promise<Reply> => {
  const file = await readAttachment(db, id);
  if (!file) throw directLineErrors.conversationNotFound();
  const disposition = isInline(file.contentType) ? 'inline' : 'attachment';
  return {
    status: 200,
    body: file.data,
    headers: {
      'content-type': file.contentType,
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      // What a customer uploaded must never run as a page of this server.
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=86400',
    },
  };
};

/** Files are downloaded by address alone: agents of a contact centre have no token. */
export const fileHandler = (deps: DirectLineDeps): Handler => ({
  operation: { method: 'GET', path: filePath, access: 'public', reply: { 200: null } },
  run: withCors(async (call) => {
    const { attachmentId = '', signature = '' } = call.params as Readonly<Record<string, string>>;
    if (!isUuid(attachmentId) || !deps.tokens.verifyFile(attachmentId, signature))
      throw directLineErrors.badToken();
    return fileReply(deps, attachmentId);
  }),
});

/** The same by the short address that stands in transcripts. */
export const shortFileHandler = (deps: DirectLineDeps): Handler => ({
  operation: { method: 'GET', path: shortFilePath, access: 'public', reply: { 200: null } },
  run: withCors(async (call) => {
    const { key = '' } = call.params as Readonly<Record<string, string>>;
    const file = readFileKey(key);
    if (!file || !deps.tokens.verifyFileStart(file.id, file.start))
      throw directLineErrors.badToken();
    return fileReply(deps, file.id);
  }),
});

/** Leads on to a file that the contact centre keeps: its addresses end, and whoever reads a history has old ones. */
export const agentFileHandler = (deps: DirectLineDeps): Handler => ({
  operation: { method: 'GET', path: agentFilePath, access: 'public', reply: { 302: null } },
  run: withCors(async ({ params, signal, address }) => {
    const given = params as Readonly<Record<string, string>>;
    const { conversationId = '', until = '', signature = '' } = given;
    const file = { conversationId, seq: Number(given['seq']), index: Number(given['index']) };
    const isSigned = deps.tokens.verifyAgentFile(agentFileText(file, until), signature);
    if (!isSigned || Number(until) <= deps.clock.now().getTime()) throw directLineErrors.badToken();
    // Each may be a question to the contact centre.
    deps.limiter.takeOfAddress('history', address);
    const location = await deps.agentFile(file, signal);
    if (!location) throw directLineErrors.conversationNotFound();
    const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    return { status: 302, headers };
  }),
});
