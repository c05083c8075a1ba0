import type { BodyOf } from '#src/api/operations.ts';
import { type Canned, type Known } from './canned-rules.ts';

type SendBody =
  BodyOf<'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages'>;
export type TemplateRequest = NonNullable<SendBody['messagingTemplate']>;
/** A response that channels show as a whole: with a heading, buttons or cards. */
export declare const isTemplate: ({
  messagingTemplate,
}: Pick<Canned, 'messagingTemplate'>) => boolean;
/** The places of a template, each once, in their order. */
export declare const placesOf: (response: Canned) => readonly string[];
/** What stands in the places before the agent wrote anything: what is known, else the default. */
export declare const knownValues: (response: Canned, known: Known) => Record<string, string>;
type Values = Readonly<Record<string, string>>;
/** The body as the customer will read it; open places stay as they are. */
export declare const previewOf: (response: Canned, values: Values) => string;
/** What stands around the body: above it a heading or a picture, below it cards and a footer. */
export type Surroundings = {
  readonly heading: string;
  readonly picture: string;
  readonly cards: readonly string[];
  readonly footer: string;
};
/** What the customer will see around the body. A carousel stands alone: neither heading nor footer go with it. */
export declare const surroundingsOf: (response: Canned, values: Values) => Surroundings;
/** What the buttons of a template say. */
export declare const buttonTextsOf: ({ messagingTemplate }: Canned) => readonly string[];
/** The template as it is sent. */
export declare const templateRequest: (response: Canned, values: Values) => TemplateRequest;
