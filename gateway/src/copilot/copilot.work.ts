import type { CopilotWork } from '../handover/index.ts';

/** What asks others and may take its time: the flow of the workspace, then its model. */
export type CopilotCall =
  | { readonly kind: 'flow'; readonly cause: CopilotWork }
  | { readonly kind: 'model'; readonly seq: number };
