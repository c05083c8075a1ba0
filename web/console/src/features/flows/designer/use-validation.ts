import { useEffect, useState } from 'react';
import type { FlowDocument } from '../document/flow-document.ts';
import type { FlowApi, FlowProblem } from '../flow-api.ts';

const PAUSE_MS = 400;

type Checked = {
  /** The document the problems are of; null before the first check. */
  readonly of: FlowDocument | null;
  readonly problems: readonly FlowProblem[];
  readonly failure: unknown;
};

/** Has the document checked whenever it rests for a moment. */
export function useValidation(flows: FlowApi, flowId: string, document: FlowDocument) {
  const [checked, setChecked] = useState<Checked>({ of: null, problems: [], failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: half and flow stay the same while the page is open
  useEffect(() => {
    const abort = new AbortController();
    const check = async () => {
      try {
        const { problems } = await flows.validate(flowId, document, abort.signal);
        setChecked({ of: document, problems, failure: null });
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
  return { problems: checked.problems, failure: checked.failure, checking };
}
