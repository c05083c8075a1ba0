/** Words of the sign-in pages. `{name}` is filled in. */
const en = {
  signInTitle: 'Sign in',
  signInTo: 'to continue to {name}',
  email: 'E-mail',
  password: 'Password',
  organisation: 'Organisation',
  chooseOrganisation:
    'Your e-mail belongs to several organisations. Choose one and enter the password again.',
  signIn: 'Sign in',
  wrong: 'E-mail or password is wrong.',
  tooMany: 'Too many failed attempts. Try again in {minutes} min.',
  ended:
    'Your sign-in was ended: the password was changed, the account was switched off, or it ended everywhere. Please sign in again.',
  stale: 'This form was open for too long or cookies are blocked. Please sign in again.',
  problemTitle: 'Sign-in is not possible',
  unknownClient: 'There is no OAuth client with the id “{given}”.',
  unknownClientHint: 'Check client_id in the settings of the application.',
  inactiveClient: 'The OAuth client “{name}” is not active.',
  inactiveClientHint: 'An administrator can activate it under Integrations, OAuth clients.',
  wrongGrant: 'The OAuth client “{name}” cannot sign people in.',
  wrongGrantHint: 'Its grant type must be Code Authorization.',
  implicit: 'The implicit grant (response_type=token) is not offered.',
  implicitHint:
    'Use Code Authorization with PKCE instead: response_type=code with code_challenge and code_challenge_method=S256. No client secret is needed in the browser.',
  redirectMissing: 'The application did not say where to return to (redirect_uri).',
  redirectDiffers: 'The address to return to is not registered: {given}',
  redirectHint: 'It must be equal, character for character, to a registered one:',
  redirectNone: 'No address is registered for this client yet.',
  redirectFix:
    'If you trust the application, an administrator registers its address under Integrations, OAuth clients, or the application is set to a registered one.',
  signOutTitle: 'Sign out?',
  signOutAsk: 'Another page sent you here. Sign out only if you meant to.',
  signOut: 'Sign out',
  signedOutTitle: 'Signed out',
  signedOut: 'You are signed out. You can close this page.',
} as const;

export type Texts = { readonly [K in keyof typeof en]: string };

const de: Texts = {
  signInTitle: 'Anmelden',
  signInTo: 'und weiter zu {name}',
  email: 'E-Mail',
  password: 'Passwort',
  organisation: 'Organisation',
  chooseOrganisation:
    'Ihre E-Mail gehört zu mehreren Organisationen. Wählen Sie eine und geben Sie das Passwort noch einmal ein.',
  signIn: 'Anmelden',
  wrong: 'E-Mail oder Passwort ist falsch.',
  tooMany: 'Zu viele Fehlversuche. Versuchen Sie es in {minutes} Min. noch einmal.',
  ended:
    'Ihre Anmeldung wurde beendet: Das Passwort wurde geändert, das Konto abgeschaltet oder sie wurde überall beendet. Bitte melden Sie sich noch einmal an.',
  stale:
    'Dieses Formular war zu lange offen oder Cookies sind gesperrt. Bitte melden Sie sich noch einmal an.',
  problemTitle: 'Anmeldung nicht möglich',
  unknownClient: 'Es gibt keinen OAuth-Client mit der Kennung „{given}“.',
  unknownClientHint: 'Prüfen Sie client_id in den Einstellungen der Anwendung.',
  inactiveClient: 'Der OAuth-Client „{name}“ ist nicht aktiv.',
  inactiveClientHint: 'Ein Administrator kann ihn unter Integrationen, OAuth-Clients aktivieren.',
  wrongGrant: 'Mit dem OAuth-Client „{name}“ können sich keine Personen anmelden.',
  wrongGrantHint: 'Seine Gewährungsart muss Code Authorization sein.',
  implicit: 'Die implizite Gewährung (response_type=token) wird nicht angeboten.',
  implicitHint:
    'Verwenden Sie stattdessen Code Authorization mit PKCE: response_type=code mit code_challenge und code_challenge_method=S256. Im Browser ist dafür kein Client-Geheimnis nötig.',
  redirectMissing: 'Die Anwendung hat keine Rücksprungadresse genannt (redirect_uri).',
  redirectDiffers: 'Die Rücksprungadresse ist nicht registriert: {given}',
  redirectHint: 'Sie muss Zeichen für Zeichen einer registrierten gleichen:',
  redirectNone: 'Für diesen Client ist noch keine Adresse registriert.',
  redirectFix:
    'Wenn Sie der Anwendung vertrauen, registriert ein Administrator ihre Adresse unter Integrationen, OAuth-Clients, oder die Anwendung wird auf eine registrierte eingestellt.',
  signOutTitle: 'Abmelden?',
  signOutAsk:
    'Eine andere Seite hat Sie hierher geschickt. Melden Sie sich nur ab, wenn Sie das wollten.',
  signOut: 'Abmelden',
  signedOutTitle: 'Abgemeldet',
  signedOut: 'Sie sind abgemeldet. Sie können diese Seite schließen.',
};

const tr: Texts = {
  signInTitle: 'Oturum aç',
  signInTo: '{name} uygulamasına devam etmek için',
  email: 'E-posta',
  password: 'Parola',
  organisation: 'Kuruluş',
  chooseOrganisation:
    'E-posta adresiniz birden çok kuruluşa ait. Birini seçin ve parolayı yeniden girin.',
  signIn: 'Oturum aç',
  wrong: 'E-posta veya parola yanlış.',
  tooMany: 'Çok fazla başarısız deneme. {minutes} dk. sonra yeniden deneyin.',
  ended:
    'Oturumunuz sonlandırıldı: parola değiştirildi, hesap kapatıldı ya da oturum her yerde sonlandırıldı. Lütfen yeniden oturum açın.',
  stale: 'Bu form çok uzun süre açık kaldı veya çerezler engelli. Lütfen yeniden oturum açın.',
  problemTitle: 'Oturum açılamıyor',
  unknownClient: '“{given}” kimliğine sahip bir OAuth istemcisi yok.',
  unknownClientHint: 'Uygulamanın ayarlarında client_id değerini denetleyin.',
  inactiveClient: '“{name}” OAuth istemcisi etkin değil.',
  inactiveClientHint:
    'Bir yönetici onu Tümleştirmeler, OAuth istemcileri altında etkinleştirebilir.',
  wrongGrant: '“{name}” OAuth istemcisiyle kişiler oturum açamaz.',
  wrongGrantHint: 'İzin türü Code Authorization olmalıdır.',
  implicit: 'Örtük izin (response_type=token) sunulmuyor.',
  implicitHint:
    'Bunun yerine PKCE ile Code Authorization kullanın: code_challenge ve code_challenge_method=S256 ile response_type=code. Tarayıcıda istemci gizli anahtarı gerekmez.',
  redirectMissing: 'Uygulama dönüş adresini belirtmedi (redirect_uri).',
  redirectDiffers: 'Dönüş adresi kayıtlı değil: {given}',
  redirectHint: 'Kayıtlı bir adresle karakteri karakterine aynı olmalıdır:',
  redirectNone: 'Bu istemci için henüz kayıtlı adres yok.',
  redirectFix:
    'Uygulamaya güveniyorsanız bir yönetici adresini Tümleştirmeler, OAuth istemcileri altında kaydeder veya uygulama kayıtlı bir adrese ayarlanır.',
  signOutTitle: 'Oturum kapatılsın mı?',
  signOutAsk: 'Buraya başka bir sayfa yönlendirdi. Yalnızca bunu siz istediyseniz oturumu kapatın.',
  signOut: 'Oturumu kapat',
  signedOutTitle: 'Oturum kapatıldı',
  signedOut: 'Oturumunuz kapatıldı. Bu sayfayı kapatabilirsiniz.',
};

export const languages = { en, de, tr } as const satisfies Record<string, Texts>;
export type Language = keyof typeof languages;

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text);

/** The first language of ours that the request names: `ui_locales` first, then `Accept-Language`; else English. */
export const chooseLanguage = (...wishes: readonly (string | undefined)[]): Language =>
  wishes
    .flatMap((wish) => (wish ?? '').split(/[,\s]+/))
    .map((tag) => tag.split(/[-;_]/)[0]?.toLowerCase() ?? '')
    .find(isLanguage) ?? 'en';

export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
