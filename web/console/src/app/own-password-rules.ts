export type OwnPassword = {
  readonly current: string;
  readonly next: string;
  readonly again: string;
};

/** Part of a translation key under `app:ownPassword.refused`. */
export type Refusal = 'required' | 'tooShort' | 'same' | 'differs' | 'wrong';

/** As the server asks for. */
const MIN_LENGTH = 8;

const refuseNext = ({ current, next }: OwnPassword): Refusal | null => {
  if (next === '') return 'required';
  if (next.length < MIN_LENGTH) return 'tooShort';
  return next === current ? 'same' : null;
};

/** What is wrong before the server is asked, by field. */
export function refuseOwnPassword(
  values: OwnPassword,
): Partial<Record<keyof OwnPassword, Refusal>> {
  const next = refuseNext(values);
  return {
    ...(values.current === '' ? { current: 'required' } : {}),
    ...(next ? { next } : {}),
    ...(!next && values.again !== values.next ? { again: 'differs' } : {}),
  };
}
