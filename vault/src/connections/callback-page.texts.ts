/** Words of the page after a sign-in. `{name}` and `{reason}` are filled in. */
const en = {
  doneTitle: 'Signed in',
  done: 'The OAuth connection “{name}” has its token.',
  close: 'You can close this window.',
  failedTitle: 'The sign-in did not work',
  unknown:
    'This sign-in was not begun in this browser, was used already, or took longer than ten minutes.',
  changed: 'The OAuth connection “{name}” was changed while you were signing in.',
  refused: 'The provider refused to give a token to “{name}”. {reason}',
  callbackHint: 'The provider must know exactly this callback URL, character for character:',
  again: 'Close this window and begin again in the console, under OAuth connections.',
} as const;

type Texts = { readonly [K in keyof typeof en]: string };

const de: Texts = {
  doneTitle: 'Angemeldet',
  done: 'Die OAuth-Verbindung „{name}“ hat ihr Token.',
  close: 'Sie können dieses Fenster schließen.',
  failedTitle: 'Die Anmeldung hat nicht geklappt',
  unknown:
    'Diese Anmeldung wurde nicht in diesem Browser begonnen, schon verwendet oder dauerte länger als zehn Minuten.',
  changed: 'Die OAuth-Verbindung „{name}“ wurde während der Anmeldung geändert.',
  refused: 'Der Anbieter hat „{name}“ kein Token gegeben. {reason}',
  callbackHint: 'Der Anbieter muss genau diese Callback-URL kennen, Zeichen für Zeichen:',
  again:
    'Schließen Sie dieses Fenster und beginnen Sie in der Konsole unter OAuth-Verbindungen von vorn.',
};

const tr: Texts = {
  doneTitle: 'Oturum açıldı',
  done: '“{name}” OAuth bağlantısı belirtecini aldı.',
  close: 'Bu pencereyi kapatabilirsiniz.',
  failedTitle: 'Oturum açılamadı',
  unknown:
    'Bu oturum açma bu tarayıcıda başlatılmadı, zaten kullanıldı veya on dakikadan uzun sürdü.',
  changed: 'Siz oturum açarken “{name}” OAuth bağlantısı değiştirildi.',
  refused: 'Sağlayıcı “{name}” için belirteç vermedi. {reason}',
  callbackHint: 'Sağlayıcı tam olarak bu geri çağırma URL’sini, karakteri karakterine bilmelidir:',
  again: 'Bu pencereyi kapatın ve konsolda OAuth bağlantıları altında yeniden başlayın.',
};

const languages = { en, de, tr } as const satisfies Record<string, Texts>;
type Language = keyof typeof languages;

/** The first language of ours that the browser names; else English. */
export const chooseCallbackTexts = (header: string): { language: Language; texts: Texts } => {
  const language =
    header
      .split(/[,\s]+/)
      .map((tag) => tag.split(/[-;_]/)[0]?.toLowerCase() ?? '')
      .find((tag): tag is Language => Object.hasOwn(languages, tag)) ?? 'en';
  return { language, texts: languages[language] };
};

/** One pass: what was filled in is not looked at again. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
