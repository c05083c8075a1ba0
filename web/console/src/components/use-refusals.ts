import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type FieldDescriptor,
  type FieldRefusal,
  type FormValues,
  type Refusals,
  refusalsAfter,
} from './form-rules.ts';

const BAD = '[aria-invalid="true"], [data-invalid="true"]';
const FOCUSABLE = 'input:not([type="hidden"]), textarea, select, button';

/** Brings the first field that is objected to into view, and the caret into it. */
export function focusFirstBad(form: HTMLElement | null): void {
  const bad = form?.querySelector<HTMLElement>(BAD);
  if (!bad) return;
  // Of a group, the part that is wrong, not the choice above it.
  const inside =
    bad.querySelector<HTMLElement>('[aria-invalid="true"]') ??
    bad.querySelector<HTMLElement>(FOCUSABLE);
  const target = bad.matches(FOCUSABLE) ? bad : (inside ?? bad);
  target.focus({ preventScroll: true });
  bad.scrollIntoView({ block: 'center' });
}

/** What is objected to in a form: shown at its fields, the first in view, and gone once it is mended. */
export function useRefusals(fields: readonly FieldDescriptor[]) {
  const { t } = useTranslation('common');
  const form = useRef<HTMLFormElement>(null);
  const [refusals, setRefusals] = useState<Refusals>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (attempt > 0) focusFirstBad(form.current);
  }, [attempt]);
  const wordsOf = (refusal: FieldRefusal | undefined): string | null => {
    if (!refusal) return null;
    return 'text' in refusal ? refusal.text : t(`form.${refusal.key}`, { limit: refusal.limit });
  };
  return {
    form,
    wordsFor: (name: string) => wordsOf(refusals[name]),
    /** Takes what was found when somebody saved; tells whether it was nothing. */
    take(found: Refusals): boolean {
      setRefusals(found);
      const isFine = Object.keys(found).length === 0;
      if (!isFine) setAttempt((count) => count + 1);
      return isFine;
    },
    changed(name: string, values: FormValues): void {
      const field = fields.find((one) => one.name === name);
      setRefusals((old) => refusalsAfter(old, field, { name, values }));
    },
  };
}
