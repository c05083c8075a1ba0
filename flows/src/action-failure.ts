/** An action cannot do its work: the run goes on at its error exit. Code and message may be shown. */
export class ActionFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ActionFailure';
    this.code = code;
  }
}
