import type { FlowDocument, FlowKind } from '../flow.model.ts';
import { checkShape, type FlowProblem } from '../validation/index.ts';
import { flowErrors } from './library.errors.ts';
import type { PublishProblem } from './library.model.ts';

const shownProblems = 5;

/** The error with what is wrong in words, and every problem in its details. */
export const refused = (
  error: 'invalid' | 'malformed' | 'unrunnable',
  problems: readonly (PublishProblem | FlowProblem)[],
) =>
  flowErrors[error](
    {
      problems: problems
        .slice(0, shownProblems)
        .map(({ message }) => message)
        .join(' '),
    },
    {
      details: problems.map(({ code, action, field }) => ({
        errorCode: code,
        ...(action ? { fieldName: [action, field].filter(Boolean).join('.') } : {}),
      })),
    },
  );

const deepest = 64;

const isKeepable = (text: string) => !text.includes('\0') && text.isWellFormed();

/** What no database keeps or no reader survives, in words; null when the document can be stored. */
const storageProblem = (document: unknown): string | null => {
  let level: readonly unknown[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return `Values nest at most ${deepest} deep.`;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !isKeepable(value))
        return 'A text holds characters that cannot be stored.';
      if (typeof value !== 'object' || value === null) continue;
      for (const [name, inner] of Object.entries(value)) {
        if (!isKeepable(name)) return 'A name holds characters that cannot be stored.';
        next.push(inner);
      }
    }
    level = next;
  }
  return null;
};

/**
 * A draft that may be stored. What else is wrong with it matters only when it is published.
 * @throws flowErrors.malformed, kindDiffers (400)
 */
export const checkSavable = (document: unknown, kind: FlowKind): FlowDocument => {
  const stored = storageProblem(document);
  if (stored !== null) throw refused('malformed', [{ code: 'FC1001', message: stored }]);
  const problems = checkShape(document);
  if (problems.length > 0) throw refused('malformed', problems);
  const checked = document as FlowDocument;
  if (checked.kind !== kind) throw flowErrors.kindDiffers({ other: checked.kind, kind });
  return checked;
};

/** The empty flow of a kind. */
export const emptyDocument = (kind: FlowKind): FlowDocument => ({
  ...{ language: 1, kind, variables: [], start: null, actions: [], edges: [] },
});
