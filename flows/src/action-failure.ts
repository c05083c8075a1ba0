/** An action cannot do its work: the run goes on at its error exit. Code and message may be shown. */
export class ActionFailure extends Error {
  readonly code: string;
  /** What the message tells, for the words of other languages. */
  readonly params: Readonly<Record<string, string>>;

  constructor(code: string, message: string, params: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'ActionFailure';
    this.code = code;
    this.params = params;
  }
}
