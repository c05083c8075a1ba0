import { type Fields, fieldsOf, listOf, textOf } from '@tandem/kit';
import type { InboundEvent, InboundMedia } from '../channels.model.ts';
import { errorText } from './api.ts';

const fileKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;

const mediaOf = (message: Fields): readonly InboundMedia[] => {
  const kind = fileKinds.find((name) => message['type'] === name);
  const file = kind ? fieldsOf(message[kind]) : {};
  const ref = textOf(file['id']);
  if (!ref) return [];
  return [{ ref, name: textOf(file['filename']), contentType: textOf(file['mime_type']) }];
};

const nameOf = (contact: unknown): string =>
  textOf(fieldsOf(fieldsOf(contact)['name'])['formatted_name']) ?? '';

/** What a message says in words; files say their caption. */
const wordsOf = (message: Fields): string | null => {
  const { type } = message;
  if (type === 'text') return textOf(fieldsOf(message['text'])['body']);
  // The button of a template.
  if (type === 'button') return textOf(fieldsOf(message['button'])['text']);
  if (type === 'location') {
    const { latitude, longitude, name, address } = fieldsOf(message['location']);
    return [name, address, `${String(latitude)}, ${String(longitude)}`].filter(Boolean).join(', ');
  }
  if (type === 'contacts')
    return listOf(message['contacts']).map(nameOf).filter(Boolean).join(', ') || null;
  return textOf(fieldsOf(message[String(type)])['caption']);
};

const choiceOf = (message: Fields): { id: string | null; title: string | null } => {
  const interactive = fieldsOf(message['interactive']);
  const reply = fieldsOf(interactive['button_reply'] ?? interactive['list_reply']);
  return { id: textOf(reply['id']), title: textOf(reply['title']) };
};

type Sender = { readonly names: ReadonlyMap<string, string>; readonly own: string | null };

const toMessage = (message: Fields, { names, own }: Sender): InboundEvent[] => {
  const id = textOf(message['id']);
  const from = textOf(message['from']);
  // What the business itself has written on its telephone is no customer's.
  if (!id || !from || from === own) return [];
  const choice = choiceOf(message);
  const text = wordsOf(message) ?? choice.title;
  const media = mediaOf(message);
  if (!text && media.length === 0) return [];
  const user = { id: from, name: names.get(from) ?? null };
  return [{ kind: 'message', id, address: from, user, text, choice: choice.id, media }];
};

const states: ReadonlySet<unknown> = new Set(['sent', 'delivered', 'read', 'failed']);

const toReceipt = (status: Fields): InboundEvent[] => {
  const remoteId = textOf(status['id']);
  const address = textOf(status['recipient_id']);
  const state = status['status'];
  if (!remoteId || !address || !states.has(state)) return [];
  const [error] = listOf(status['errors']);
  const reason = error ? errorText(fieldsOf(error)) : null;
  const told = state as 'sent' | 'delivered' | 'read' | 'failed';
  return [{ kind: 'receipt', id: `${remoteId}:${told}`, address, remoteId, status: told, reason }];
};

const namesOf = (value: Fields): ReadonlyMap<string, string> =>
  new Map(
    listOf(value['contacts']).flatMap((one) => {
      const contact = fieldsOf(one);
      const id = textOf(contact['wa_id']);
      const name = textOf(fieldsOf(contact['profile'])['name']);
      return id && name ? [[id, name] as const] : [];
    }),
  );

/** Reads a delivery of the WhatsApp Business Platform; what is for another number, or of another field, is left out. */
export const readDelivery = (body: unknown, phoneNumberId: string): readonly InboundEvent[] => {
  const delivery = fieldsOf(body);
  if (delivery['object'] !== 'whatsapp_business_account') return [];
  return listOf(delivery['entry'])
    .flatMap((entry) => listOf(fieldsOf(entry)['changes']))
    .map(fieldsOf)
    .filter(({ field }) => field === 'messages')
    .flatMap((change) => {
      const value = fieldsOf(change['value']);
      const number = fieldsOf(value['metadata']);
      if (number['phone_number_id'] !== phoneNumberId) return [];
      const own = textOf(number['display_phone_number'])?.replaceAll(/\D/g, '') ?? null;
      const sender = { names: namesOf(value), own };
      return [
        ...listOf(value['messages']).flatMap((one) => toMessage(fieldsOf(one), sender)),
        ...listOf(value['statuses']).flatMap((one) => toReceipt(fieldsOf(one))),
      ];
    });
};
