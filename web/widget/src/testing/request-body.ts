import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Activity } from '@tandem/contract';

/** The JSON of a request. */
export async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/json')) throw new Error(`Not JSON: ${type}`);
  return JSON.parse((await buffer(request)).toString('utf8')) as T;
}

/** The parts of an upload: one activity of its own content type, and files. */
export async function formOf(
  request: IncomingMessage,
): Promise<{ activity: Activity; files: File[] }> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const bytes = new Uint8Array(await buffer(request));
  const form = await new Response(bytes, { headers }).formData();
  const part = form.get('activity');
  if (!(part instanceof File) || part.type !== 'application/vnd.microsoft.activity') {
    throw new Error('The upload has no activity part.');
  }
  const files = form.getAll('file').filter((file) => file instanceof File);
  return { activity: JSON.parse(await part.text()) as Activity, files };
}
