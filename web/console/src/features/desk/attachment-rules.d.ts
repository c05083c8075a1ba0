/** The size of a file as people read it. */
export declare function sizeText(bytes: number, language: string): string;
type Reason = {
  readonly code?: string;
  readonly message: string;
};
/** What became of a file on the way in; `other` is told in the contact centre's own words. */
export type FileNote =
  | {
      readonly kind: 'empty' | 'left' | 'typeRefused' | 'tooLarge' | 'changed' | 'infected';
      readonly name: string;
      readonly why: string;
    }
  | {
      readonly kind: 'other';
      readonly message: string;
    };
/** Reads what the wire says of a file, which is English, so that the desk can say it in the agent's language. */
export declare function fileNoteOf({ code, message }: Reason): FileNote;
