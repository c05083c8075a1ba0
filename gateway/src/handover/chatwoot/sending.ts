import { derivedHex32, fieldsIn, fieldsOf } from '@tandem/kit';
import { ownMessageId } from '../message-ids.ts';
import type { ProviderContext, ProviderMessage } from '../provider.model.ts';
import { ProviderFailure } from '../provider.model.ts';
import { splitText } from '../transcript.rules.ts';
import type { Chatwoot } from './api.ts';
import { askChatwoot } from './client.ts';
import { multipart, type SentFile } from './form.rules.ts';

/** UTF-16 units of one message there. */
export const maxTextLength = 10_000;

/** Reads a file that a customer has uploaded here; null: it is none, or gone. */
export type ReadFile = (url: string) => Promise<SentFile | null>;

export type ChatwootCall = Chatwoot & {
  readonly context: ProviderContext;
  readonly readFile: ReadFile;
};

export const limitsOf = ({ signal, budgetMs }: ProviderContext) => ({ signal, budgetMs });

const conversationOf = ({ context: { handover } }: ChatwootCall): string => {
  const id = handover.remote['conversation'];
  if (id) return id;
  throw new ProviderFailure({ kind: 'refused', reason: 'The conversation has not begun.' });
};

/** Whether a try before has arrived: the newest messages carry our ids. */
const isThere = async (call: ChatwootCall, path: string, id: string): Promise<boolean> => {
  const what = 'Reading the messages';
  const ask = { method: 'GET', path, what, ...limitsOf(call.context) } as const;
  const { body } = await askChatwoot(call, ask);
  return fieldsIn(fieldsOf(body)['payload']).some(({ source_id }) => source_id === id);
};

type Part = {
  readonly id: string;
  readonly text: string;
  readonly files: readonly SentFile[];
  readonly isNote: boolean;
};

const bodyOf = ({ id, text, isNote, files }: Part) => {
  const fields = {
    ...{ content: text, message_type: isNote ? 'outgoing' : 'incoming' },
    ...{ private: String(isNote), source_id: id },
  };
  if (files.length === 0) return { body: { ...fields, private: isNote } };
  const boundary = derivedHex32('form', id);
  return { form: multipart(boundary, fields, { name: 'attachments[]', list: files }) };
};

/** One message with its hop in the timeline. Sent again, it is recognised. @throws ProviderFailure */
const post = async (call: ChatwootCall, part: Part): Promise<void> => {
  const path = `/conversations/${encodeURIComponent(conversationOf(call))}/messages`;
  if (await isThere(call, path, part.id)) return;
  const kind = part.isNote ? 'send.note' : 'send.message';
  const detail = { text: part.text, files: part.files.map(({ name }) => name), id: part.id };
  const record = (ok: boolean, more: object) =>
    call.context.record({ kind, summary: `POST ${path}`, ok, detail: { ...detail, ...more } });
  const sent = { method: 'POST', path, what: 'Sending to Chatwoot', ...bodyOf(part) } as const;
  await askChatwoot(call, { ...sent, ...limitsOf(call.context) }).then(
    ({ status }) => record(true, { status }),
    (failure: unknown) => {
      if (failure instanceof ProviderFailure) record(false, { error: failure.reason });
      throw failure;
    },
  );
};

/** What was before: notes that agents read and customers do not, or messages. @throws ProviderFailure */
export const sendContext = async (
  call: ChatwootCall,
  texts: readonly Pick<Part, 'text' | 'isNote'>[],
): Promise<void> => {
  for (const [index, part] of texts.entries()) {
    const id = ownMessageId(call.context.handover.id, `note/${index}`);
    await post(call, { id, files: [], ...part });
  }
};

/** Files that stand here go as files; of others the address is told. */
const filesOf = async (call: ChatwootCall, { attachments }: ProviderMessage) => {
  const files: SentFile[] = [];
  const addresses: string[] = [];
  for (const { contentUrl, name } of attachments) {
    const file = contentUrl ? await call.readFile(contentUrl) : null;
    if (file) files.push(file);
    else if (contentUrl && /^https?:/i.test(contentUrl))
      addresses.push([name, contentUrl].filter(Boolean).join(' '));
  }
  return { files, addresses };
};

/** A message of the customer, its caption with its files, in as many parts as its length needs. @throws ProviderFailure */
export const sendToChatwoot = async (
  call: ChatwootCall,
  message: ProviderMessage,
): Promise<void> => {
  const { files, addresses } = await filesOf(call, message);
  const text = [message.text, ...addresses].filter(Boolean).join('\n');
  const texts = text ? splitText(text, maxTextLength) : [''];
  for (const [index, part] of texts.entries()) {
    const id =
      index === 0 ? message.id : ownMessageId(call.context.handover.id, `${message.id}/${index}`);
    const last = index === texts.length - 1;
    await post(call, { id, text: part, files: last ? files : [], isNote: false });
  }
};
