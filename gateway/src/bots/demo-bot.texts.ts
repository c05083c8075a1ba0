export type DemoTexts = {
  readonly greeting: string;
  readonly order: string;
  readonly hours: string;
  readonly agent: string;
  readonly askOrder: string;
  readonly orderFound: (id: string, status: string, arrives: string) => string;
  readonly orderUnknown: (id: string) => string;
  readonly lookupFailed: string;
  readonly openingHours: string;
  readonly handover: string;
  /** Instead of a handover, where nobody is there to take over. */
  readonly alone: string;
  readonly fallback: string;
  /** The same without the offer of a human. */
  readonly fallbackAlone: string;
  readonly back: string;
  readonly failed: string;
  readonly status: Readonly<Record<string, string>>;
  /** Words that ask for a human. */
  readonly agentWords: RegExp;
  readonly hoursWords: RegExp;
  readonly orderWords: RegExp;
};

/** A day as people write it. @param day such as 2026-11-24 */
const dayIn = (locale: string, day: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));

const en: DemoTexts = {
  greeting: 'Hello! I am the demo bot. What can I do for you?',
  order: 'Where is my order?',
  hours: 'Opening hours',
  agent: 'Talk to an agent',
  askOrder: 'Please tell me your order number, for example 4711.',
  orderFound: (id, status, arrives) =>
    `Order ${id}: ${status}. Expected on ${dayIn('en-GB', arrives)}.`,
  orderUnknown: (id) => `I cannot find order ${id}.`,
  lookupFailed: 'The order system does not answer right now. Please try again in a moment.',
  openingHours: 'We are open Monday to Friday from 8:00 to 18:00.',
  handover: 'One moment please, I am getting a colleague.',
  alone: 'Only I am here in this chat: nobody can be called in. I am glad to help myself.',
  fallback: 'I can look up an order, tell the opening hours, or get a colleague for you.',
  fallbackAlone: 'I can look up an order or tell the opening hours.',
  back: 'You are back with the demo bot. Is there anything else?',
  failed: 'I am sorry, nobody can take over right now. I am still here for you.',
  status: { shipped: 'shipped', packed: 'packed', received: 'received' },
  agentWords: /\b(agent|human|person|colleague|operator)\b/i,
  hoursWords: /\b(hours|open)\b/i,
  orderWords: /\border\b/i,
};

const de: DemoTexts = {
  greeting: 'Hallo! Ich bin der Demo-Bot. Was kann ich für Sie tun?',
  order: 'Wo ist meine Bestellung?',
  hours: 'Öffnungszeiten',
  agent: 'Mit einem Menschen sprechen',
  askOrder: 'Bitte nennen Sie mir Ihre Bestellnummer, zum Beispiel 4711.',
  orderFound: (id, status, arrives) =>
    `Bestellung ${id}: ${status}. Erwartet am ${dayIn('de', arrives)}.`,
  orderUnknown: (id) => `Die Bestellung ${id} finde ich nicht.`,
  lookupFailed:
    'Das Bestellsystem antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.',
  openingHours: 'Wir sind Montag bis Freitag von 8:00 bis 18:00 Uhr da.',
  handover: 'Einen Moment bitte, ich hole jemanden aus dem Team.',
  alone: 'In diesem Chat bin nur ich da und kann niemanden dazuholen. Ich helfe gern selbst.',
  fallback: 'Ich kann eine Bestellung nachsehen, die Öffnungszeiten nennen oder jemanden holen.',
  fallbackAlone: 'Ich kann eine Bestellung nachsehen oder die Öffnungszeiten nennen.',
  back: 'Sie sind wieder beim Demo-Bot. Kann ich noch etwas tun?',
  failed: 'Es tut mir leid, gerade kann niemand übernehmen. Ich bin weiter für Sie da.',
  status: { shipped: 'versandt', packed: 'verpackt', received: 'eingegangen' },
  agentWords: /(agent|mensch|mitarbeiter|person|berater)/iu,
  hoursWords: /(öffnungszeiten|geöffnet|offen)/iu,
  orderWords: /bestellung/iu,
};

const tr: DemoTexts = {
  greeting: 'Merhaba! Ben demo botum. Size nasıl yardımcı olabilirim?',
  order: 'Siparişim nerede?',
  hours: 'Çalışma saatleri',
  agent: 'Temsilciye bağlan',
  askOrder: 'Lütfen sipariş numaranızı yazın, örneğin 4711.',
  orderFound: (id, status, arrives) =>
    `Sipariş ${id}: ${status}. Beklenen tarih: ${dayIn('tr', arrives)}.`,
  orderUnknown: (id) => `${id} numaralı siparişi bulamıyorum.`,
  lookupFailed: 'Sipariş sistemi şu anda yanıt vermiyor. Lütfen birazdan yeniden deneyin.',
  openingHours: 'Pazartesiden cumaya 8:00 ile 18:00 arasında açığız.',
  handover: 'Bir dakika lütfen, sizi bir temsilciye bağlıyorum.',
  alone: 'Bu sohbette yalnızca ben varım, kimseyi çağıramıyorum. Size ben yardımcı olayım.',
  fallback:
    'Siparişe bakabilir, çalışma saatlerini söyleyebilir veya sizi temsilciye bağlayabilirim.',
  fallbackAlone: 'Siparişe bakabilir veya çalışma saatlerini söyleyebilirim.',
  back: 'Yeniden demo bottasınız. Başka bir isteğiniz var mı?',
  failed: 'Üzgünüm, şu anda kimse devralamıyor. Ben hâlâ buradayım.',
  status: { shipped: 'gönderildi', packed: 'paketlendi', received: 'alındı' },
  agentWords: /(agent|temsilci|insan|yetkili)/iu,
  hoursWords: /(saat|açık)/iu,
  orderWords: /sipari[sş]/iu,
};

/** Texts of the demo bot in the language of a locale; English when there are none. */
export const demoTexts = (locale: string): DemoTexts => {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  if (language === 'de') return de;
  return language === 'tr' ? tr : en;
};
