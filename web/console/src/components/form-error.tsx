import { Box } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ApiError } from '../api/api-error.ts';
import { ErrorNotice } from './error-notice.tsx';
import { type FieldDescriptor, inLabels } from './form-rules.ts';
import { useProblem } from './use-problem.ts';

type FormErrorProps = {
  readonly error: unknown;
  /** It stands at a field, which is in view then. */
  readonly atFields?: boolean;
  readonly fields?: readonly FieldDescriptor[];
};

/** Why something was not saved. It comes into view: the button that was pressed may be far from it. */
export function FormError({ error, atFields = false, fields = [] }: FormErrorProps) {
  const problemOf = useProblem(fields);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!error || atFields) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'center' });
  }, [error, atFields]);
  const reason =
    error instanceof ApiError ? { reason: inLabels(problemOf(error), error.fields, fields) } : {};
  return (
    <Box ref={place} tabIndex={-1}>
      <ErrorNotice error={error} {...reason} />
    </Box>
  );
}
