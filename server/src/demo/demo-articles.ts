import type { ArticleRequest } from '@tandem/contract';

/** What agents of the demo look up, and what its copilot makes replies of, in the languages of the demo bot. */
export const demoArticles: readonly ArticleRequest[] = [
  {
    title: 'Where an order is',
    text: 'Ask for the order number; it stands in the confirmation, for example 4711. An order is received, then packed, then shipped. Once it is shipped it takes up to five days to arrive. If it has not come by then, we send it again free of charge.',
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
    text: 'Customers pay by card, direct debit or on invoice within 14 days. A refund goes back the way the money came and takes three to five working days. Never ask for the whole number of a card: its last four digits are enough to find a payment.',
    language: 'en',
    tags: ['payment'],
  },
  {
    title: 'Wo eine Bestellung ist',
    text: 'Fragen Sie nach der Bestellnummer; sie steht in der Bestätigung, zum Beispiel 4711. Eine Bestellung geht ein, wird verpackt und dann versandt. Nach dem Versand dauert es bis zu fünf Tage. Ist sie dann nicht da, schicken wir sie kostenlos noch einmal.',
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
    text: 'Kunden zahlen mit Karte, per Lastschrift oder auf Rechnung innerhalb von 14 Tagen. Eine Erstattung nimmt den Weg, auf dem das Geld kam, und dauert drei bis fünf Werktage. Fragen Sie nie nach der ganzen Kartennummer: Die letzten vier Ziffern genügen, um eine Zahlung zu finden.',
    language: 'de',
    tags: ['Bezahlung'],
  },
  {
    title: 'Sipariş nerede',
    text: 'Sipariş numarasını sorun; onay iletisinde yazar, örneğin 4711. Sipariş önce alınır, sonra paketlenir, sonra gönderilir. Gönderildikten sonra en geç beş günde ulaşır. Ulaşmazsa ücretsiz olarak yeniden göndeririz.',
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
    text: 'Müşteriler kartla, otomatik ödemeyle ya da 14 gün içinde faturayla öder. Para, geldiği yoldan üç ila beş iş günü içinde geri gönderilir. Kart numarasının tamamını asla sormayın: ödemeyi bulmak için son dört hane yeter.',
    language: 'tr',
    tags: ['ödeme'],
  },
];
