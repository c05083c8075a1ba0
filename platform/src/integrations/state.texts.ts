import type { IntegrationProblem, IntegrationState } from './integrations.model.ts';

type Texts = {
  readonly states: Readonly<Record<IntegrationState, string>>;
  readonly problems: Readonly<Record<IntegrationProblem['kind'], string>>;
};

/** What the vendor's help page calls the three errors of activation, and two of Tandem's own. */
const texts = {
  en: {
    states: {
      INACTIVE: 'Inactive',
      ACTIVATING: 'Activating',
      ACTIVE: 'Active',
      DEACTIVATING: 'Deactivating',
      ERROR: 'Error',
    },
    problems: {
      accountInvalid: 'Invalid AWS account ID: it must be a 12-digit string.',
      regionInvalid: 'Invalid AWS region: it must be a region that has Amazon EventBridge.',
      suffixTaken:
        'Event source suffix must be unique: another active integration uses "{suffix}".',
      suffixMissing: 'The event source suffix is missing.',
      deliveryFailed: 'Events cannot be delivered and are kept meanwhile: {reason}',
      uriMissing: 'The Bot Connector Handle Utterance URI is missing.',
    },
  },
  de: {
    states: {
      INACTIVE: 'Inaktiv',
      ACTIVATING: 'Wird aktiviert',
      ACTIVE: 'Aktiv',
      DEACTIVATING: 'Wird deaktiviert',
      ERROR: 'Fehler',
    },
    problems: {
      accountInvalid: 'Ungültige AWS-Konto-ID: Sie muss aus 12 Ziffern bestehen.',
      regionInvalid: 'Ungültige AWS-Region: Es muss eine Region mit Amazon EventBridge sein.',
      suffixTaken:
        'Das Suffix der Ereignisquelle muss eindeutig sein: Eine andere aktive Integration verwendet „{suffix}“.',
      suffixMissing: 'Das Suffix der Ereignisquelle fehlt.',
      deliveryFailed:
        'Ereignisse können nicht zugestellt werden und werden solange aufbewahrt: {reason}',
      uriMissing: 'Die Bot Connector Handle Utterance URI fehlt.',
    },
  },
  tr: {
    states: {
      INACTIVE: 'Etkin değil',
      ACTIVATING: 'Etkinleştiriliyor',
      ACTIVE: 'Etkin',
      DEACTIVATING: 'Devre dışı bırakılıyor',
      ERROR: 'Hata',
    },
    problems: {
      accountInvalid: 'Geçersiz AWS hesap kimliği: 12 rakamdan oluşmalıdır.',
      regionInvalid: 'Geçersiz AWS bölgesi: Amazon EventBridge bulunan bir bölge olmalıdır.',
      suffixTaken:
        'Olay kaynağı soneki benzersiz olmalıdır: başka bir etkin entegrasyon “{suffix}” kullanıyor.',
      suffixMissing: 'Olay kaynağı soneki eksik.',
      deliveryFailed: 'Olaylar teslim edilemiyor ve bu sırada saklanıyor: {reason}',
      uriMissing: 'Bot Connector Handle Utterance URI eksik.',
    },
  },
} as const satisfies Readonly<Record<string, Texts>>;

export type Language = keyof typeof texts;

/** Codes by which a client may translate by itself. */
const codes: Readonly<Record<IntegrationProblem['kind'], string>> = {
  accountInvalid: 'integrations.eventbridge.account.invalid',
  regionInvalid: 'integrations.eventbridge.region.invalid',
  suffixTaken: 'integrations.eventbridge.suffix.not.unique',
  suffixMissing: 'integrations.eventbridge.suffix.missing',
  deliveryFailed: 'integrations.eventbridge.delivery.failed',
  uriMissing: 'integrations.botconnector.uri.missing',
};

/** The first language of an Accept-Language header that there are texts for; English otherwise. */
export const languageOf = (header: string | string[] | undefined): Language => {
  const wanted = String(header ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((code): code is Language => Object.hasOwn(texts, code)) ?? 'en';
};

const fill = (text: string, params: IntegrationProblem['params']) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);

export const stateText = (language: Language, state: IntegrationState): string =>
  texts[language].states[state];

/** A problem as `detail` of a reported state (model MessageInfo). */
export const problemInfo = (language: Language, { kind, params }: IntegrationProblem) => {
  const template: string = texts[language].problems[kind];
  return {
    localizableMessageCode: codes[kind],
    message: fill(template, params),
    messageWithParams: template,
    messageParams: { ...params },
  };
};
