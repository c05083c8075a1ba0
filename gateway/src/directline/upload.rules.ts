import { type Activity, activityContentType, isActivity } from '@tandem/contract';
import type { UploadedFile } from './attachments.store.ts';
import { directLineErrors } from './directline.errors.ts';

export const defaultUploadBytes = 25 * 1024 * 1024;

export const uploadLimits = {
  /** What a body may hold beside its files: the activity and the frame of the form. */
  frameBytes: 1024 * 1024,
  files: 10,
  /** A star stands for any subtype. */
  types: [
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/webp',
    'audio/*',
    'video/*',
    'text/plain',
    'text/csv',
    'application/pdf',
    'application/zip',
    // What browsers on Windows call the same.
    'application/x-zip-compressed',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.openxmlformats-officedocument.*',
    'application/octet-stream',
  ],
} as const;

const matchers = uploadLimits.types.map(
  (type) => new RegExp(`^${type.replaceAll('.', '\\.').replaceAll('*', '[\\w.+-]+')}$`, 'i'),
);

/** The type without parameters. @throws directLineErrors.typeNotAllowed */
const requireAllowedType = (contentType: string): string => {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase() || 'application/octet-stream';
  if (!matchers.some((matcher) => matcher.test(type)))
    throw directLineErrors.typeNotAllowed({ type });
  return type;
};

/** A file name without path or control characters. */
export const tidyFileName = (name: string): string =>
  (name.replaceAll('\\', '/').split('/').at(-1) ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200) || 'file';

const checkSize = (data: Buffer, maxBytes: number) => {
  if (data.length > maxBytes) throw directLineErrors.tooLarge({ limit: String(maxBytes) });
  return data;
};

/** Refuses by its own word what is too large, before it is read. @throws directLineErrors.tooLarge */
export const checkAnnouncedSize = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  maxBytes: number,
): void => {
  if (Number(headers['content-length'] ?? 0) > maxBytes + uploadLimits.frameBytes)
    throw directLineErrors.tooLarge({ limit: String(maxBytes) });
};

export type Upload = {
  readonly activity: Activity;
  readonly files: readonly Omit<UploadedFile, 'id'>[];
};

const parseActivity = (text: string): Activity => {
  try {
    const activity: unknown = JSON.parse(text);
    if (isActivity(activity)) return activity;
  } catch {
    // Falls through to the same answer as a wrong shape.
  }
  throw directLineErrors.badArgument({ problem: 'The part "activity" is not an activity.' });
};

const readForm = async (body: Buffer, contentType: string): Promise<FormData> => {
  try {
    return await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
  } catch {
    throw directLineErrors.badArgument({ problem: 'The multipart body cannot be read.' });
  }
};

const textOf = async (part: string | File) => (typeof part === 'string' ? part : await part.text());

const fromForm = async (body: Buffer, contentType: string, maxBytes: number): Promise<Upload> => {
  let activity: Activity = { type: 'message' };
  const files: Omit<UploadedFile, 'id'>[] = [];
  for (const [name, part] of await readForm(body, contentType)) {
    const isActivity = typeof part !== 'string' && part.type === activityContentType;
    if (name === 'activity' || isActivity) activity = parseActivity(await textOf(part));
    else if (typeof part !== 'string')
      files.push({
        name: tidyFileName(part.name),
        contentType: requireAllowedType(part.type),
        data: checkSize(Buffer.from(await part.arrayBuffer()), maxBytes),
      });
  }
  if (files.length > uploadLimits.files)
    throw directLineErrors.badArgument({ problem: `More than ${uploadLimits.files} files.` });
  return { activity, files };
};

const nameFromHeader = (disposition: string | string[] | undefined): string =>
  /filename="?([^";]+)"?/i.exec(String(disposition ?? ''))?.[1] ?? 'file';

/**
 * Reads an upload: multipart with an activity and files, or the bytes of a single file.
 * @throws directLineErrors.badArgument, tooLarge, typeNotAllowed
 */
export async function readUpload(input: {
  body: Buffer | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Largest file, in bytes. */
  maxBytes: number;
}): Promise<Upload> {
  const { body, headers, maxBytes } = input;
  const contentType = String(headers['content-type'] ?? '');
  if (!body || body.length === 0)
    throw directLineErrors.badArgument({ problem: 'The body is empty.' });
  if (/^multipart\/form-data/i.test(contentType)) return fromForm(body, contentType, maxBytes);
  const file = {
    name: tidyFileName(nameFromHeader(headers['content-disposition'])),
    contentType: requireAllowedType(contentType),
    data: checkSize(body, maxBytes),
  };
  return { activity: { type: 'message' }, files: [file] };
}
