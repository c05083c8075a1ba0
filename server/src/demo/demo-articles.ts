import type { ArticleRequest } from '@tandem/contract';

/**
 * What agents of the demo look up, in the languages of the demo bot. They speak to the customer: the copilot offers them
 * as replies.
 */
export const demoArticles: readonly ArticleRequest[] = [
  {
    title: 'Where an order is',
    text: 'Please tell us your order number; it stands in the confirmation, for example 4711. An order is received, then packed, then shipped. Once it is shipped it takes up to five days to arrive. If it has not come by then, we send it again free of charge.',
    language: 'en',
    tags: ['orders'],
  },
  {
    title: 'Opening hours',
    text: 'We are open Monday to Friday from 8:00 to 18:00. On weekends and public holidays nobody is here; messages that come in then are answered on the next working day.',
    language: 'en',
    tags: ['service'],
  },
  {
    title: 'Payment and refunds',
    text: 'You can pay by card, direct debit or on invoice within 14 days. A refund goes back the way the money came and takes three to five working days. Please do not send us the whole number of your card: its last four digits are enough for us to find a payment.',
    language: 'en',
    tags: ['payment'],
  },
  {
    title: 'Wo eine Bestellung ist',
    text: 'Bitte nennen Sie uns Ihre Bestellnummer; sie steht in der Bestätigung, zum Beispiel 4711. Eine Bestellung geht ein, wird verpackt und dann versandt. Nach dem Versand dauert es bis zu fünf Tage. Ist sie dann nicht da, schicken wir sie kostenlos noch einmal.',
    language: 'de',
    tags: ['Bestellungen'],
  },
  {
    title: 'Öffnungszeiten',
    text: 'Wir sind Montag bis Freitag von 8:00 bis 18:00 Uhr da. An Wochenenden und Feiertagen ist niemand hier; Nachrichten von dann werden am nächsten Werktag beantwortet.',
    language: 'de',
    tags: ['Service'],
  },
  {
    title: 'Bezahlung und Erstattung',
    text: 'Sie können mit Karte, per Lastschrift oder auf Rechnung innerhalb von 14 Tagen zahlen. Eine Erstattung nimmt den Weg, auf dem das Geld kam, und dauert drei bis fünf Werktage. Bitte schicken Sie uns nie Ihre ganze Kartennummer: Die letzten vier Ziffern genügen, damit wir eine Zahlung finden.',
    language: 'de',
    tags: ['Bezahlung'],
  },
  {
    title: 'Sipariş nerede',
    text: 'Lütfen sipariş numaranızı yazın; onay iletisinde yer alır, örneğin 4711. Sipariş önce alınır, sonra paketlenir, sonra gönderilir. Gönderildikten sonra en geç beş günde ulaşır. Ulaşmazsa ücretsiz olarak yeniden göndeririz.',
    language: 'tr',
    tags: ['siparişler'],
  },
  {
    title: 'Çalışma saatleri',
    text: 'Pazartesiden cumaya 8:00 ile 18:00 arasında açığız. Hafta sonları ve resmî tatillerde kimse bulunmaz; o sırada gelen mesajlar ilk iş günü yanıtlanır.',
    language: 'tr',
    tags: ['hizmet'],
  },
  {
    title: 'Ödeme ve para iadesi',
    text: 'Kartla, otomatik ödemeyle ya da 14 gün içinde faturayla ödeyebilirsiniz. Para, geldiği yoldan üç ila beş iş günü içinde geri gönderilir. Lütfen kart numaranızın tamamını göndermeyin: ödemeyi bulmamız için son dört hane yeter.',
    language: 'tr',
    tags: ['ödeme'],
  },
];
