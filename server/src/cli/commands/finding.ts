/** One look at the installation. `advice` says what to do when it is not fine, or what to think of though it is. */
export type Finding = {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly what: string;
  readonly advice?: string;
};
