import { useEffect, useState } from 'react';
import type { FlowDocument } from '../document/flow-document.ts';
import type { ProblemCounts } from '../document/problems.ts';
import type { FlowApi, FlowProblem } from '../flow-api.ts';

const PAUSE_MS = 400;

type Checked = {
  /** The document the problems are of; null before the first check. */
  readonly of: FlowDocument | null;
  readonly problems: readonly FlowProblem[];
  readonly counts: ProblemCounts;
  readonly failure: unknown;
};

const UNCHECKED: Checked = {
  of: null,
  problems: [],
  counts: { error: 0, recommendation: 0 },
  failure: null,
};

/** Has the document checked whenever it rests for a moment. */
export function useValidation(flows: FlowApi, flowId: string, document: FlowDocument) {
  const [checked, setChecked] = useState(UNCHECKED);
  // biome-ignore lint/correctness/useExhaustiveDependencies: half and flow stay the same while the page is open
  useEffect(() => {
    const abort = new AbortController();
    const check = async () => {
      try {
        const { problems, counts } = await flows.validate(flowId, document, abort.signal);
        setChecked({ of: document, problems, counts, failure: null });
      } catch (failure) {
        if (!abort.signal.aborted) setChecked((old) => ({ ...old, failure }));
      }
    };
    const timer = setTimeout(() => void check(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [document]);
  const checking = checked.of !== document && checked.failure === null;
  const { problems, counts, failure } = checked;
  return { problems, counts, failure, checking };
}
