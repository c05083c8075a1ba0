/** What is said where nobody has written a text of their own. */
const texts = {
  en: {
    accepted: 'Connecting you with an agent.',
    closed: 'Our agents are not there right now.',
    late: 'None of our agents was free in time.',
    unreached: 'We cannot reach our agents right now.',
    message: 'You can leave a message. What is it about?',
    email: 'Which e-mail address may we answer to? Write "skip" to leave it out.',
    emailAgain: 'That does not look like an e-mail address. Try again, or write "skip".',
    number: 'Under which number may we call you back?',
    numberAgain: 'That does not look like a telephone number. Please try again.',
    time: 'When does it suit you?',
    thanks: 'Thank you. An agent will get back to you.',
    idle: 'Are you still there?',
    survey: 'How satisfied are you with this conversation?',
    surveyScale: 'Please answer with 1 (not at all) to 5 (very).',
    surveyThanks: 'Thank you.',
    skip: 'Skip',
    notLeft: 'What you left for our agents could not be passed on. Please write again.',
  },
  de: {
    accepted: 'Sie werden mit einem Agenten verbunden.',
    closed: 'Unsere Agenten sind gerade nicht da.',
    late: 'Leider war kein Agent rechtzeitig frei.',
    unreached: 'Wir erreichen unsere Agenten gerade nicht.',
    message: 'Sie können eine Nachricht hinterlassen. Worum geht es?',
    email: 'An welche E-Mail-Adresse dürfen wir antworten? „weglassen“ lässt sie weg.',
    emailAgain: 'Das sieht nicht nach einer E-Mail-Adresse aus. Noch einmal, oder „weglassen“.',
    number: 'Unter welcher Nummer dürfen wir Sie zurückrufen?',
    numberAgain: 'Das sieht nicht nach einer Telefonnummer aus. Bitte noch einmal.',
    time: 'Wann passt es Ihnen?',
    thanks: 'Danke. Ein Agent meldet sich bei Ihnen.',
    idle: 'Sind Sie noch da?',
    survey: 'Wie zufrieden sind Sie mit diesem Gespräch?',
    surveyScale: 'Bitte antworten Sie mit 1 (gar nicht) bis 5 (sehr).',
    surveyThanks: 'Danke.',
    skip: 'Weglassen',
    notLeft:
      'Was Sie unseren Agenten hinterlassen haben, konnte nicht weitergegeben werden. Bitte schreiben Sie noch einmal.',
  },
  tr: {
    accepted: 'Bir temsilciye bağlanıyorsunuz.',
    closed: 'Temsilcilerimiz şu anda burada değil.',
    late: 'Ne yazık ki hiçbir temsilcimiz zamanında müsait olmadı.',
    unreached: 'Şu anda temsilcilerimize ulaşamıyoruz.',
    message: 'Bir mesaj bırakabilirsiniz. Konu nedir?',
    email: 'Hangi e-posta adresine yanıt verelim? Geçmek için "geç" yazın.',
    emailAgain: 'Bu bir e-posta adresine benzemiyor. Yeniden deneyin ya da "geç" yazın.',
    number: 'Sizi hangi numaradan arayabiliriz?',
    numberAgain: 'Bu bir telefon numarasına benzemiyor. Lütfen yeniden deneyin.',
    time: 'Sizin için ne zaman uygun?',
    thanks: 'Teşekkürler. Bir temsilci size dönecek.',
    idle: 'Hâlâ orada mısınız?',
    survey: 'Bu görüşmeden ne kadar memnunsunuz?',
    surveyScale: 'Lütfen 1 (hiç) ile 5 (çok) arasında yanıtlayın.',
    surveyThanks: 'Teşekkürler.',
    skip: 'Geç',
    notLeft: 'Temsilcilerimize bıraktığınız mesaj iletilemedi. Lütfen yeniden yazın.',
  },
} as const;

export type OwnTexts = { readonly [Name in keyof (typeof texts)['en']]: string };

/** The gateway's own texts in the language of the conversation; English where there is none. */
export const ownTexts = (locale: string): OwnTexts => {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  return language === 'de' || language === 'tr' ? texts[language] : texts.en;
};
