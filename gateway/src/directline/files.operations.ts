import type { Handler } from '@tandem/contract';
import { readAttachment } from './attachments.store.ts';
import type { DirectLineDeps } from './conversations.usecases.ts';
import { filePath } from './conversations.usecases.ts';
import { withCors } from './cors.ts';
import { directLineErrors } from './directline.errors.ts';

const isInline = (contentType: string) =>
  /^(image\/(png|jpeg|gif|webp)|audio\/|video\/)/.test(contentType);

/** Files are downloaded by address alone: agents of a contact centre have no token. */
export const fileHandler = (deps: DirectLineDeps): Handler => ({
  operation: { method: 'GET', path: filePath, access: 'public', reply: { 200: null } },
  run: withCors(async (call) => {
    const { attachmentId = '', signature = '' } = call.params as Readonly<Record<string, string>>;
    if (!deps.tokens.verifyFile(attachmentId, signature)) throw directLineErrors.badToken();
    const file = await readAttachment(deps.db, attachmentId);
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
  }),
});
