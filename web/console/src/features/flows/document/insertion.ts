import { type Catalogue, ERROR_OUTLET, outletsOf, type Tool } from './catalogue.ts';
import type { OutletPlace } from './edits.ts';
import type { FlowAction, FlowDocument, Settings } from './flow-document.ts';

/** Where a new action comes in: the exit that leads to it, and its own exit to where that one led before. */
export type Insertion = { readonly after: OutletPlace; readonly onward: string | null };

const PLAIN = 'next';

const exitsOf = (tool: Tool | undefined, settings: Settings): readonly string[] =>
  outletsOf(tool, settings)
    .map(({ name }) => name)
    .filter((name) => name !== ERROR_OUTLET);

type InsertionInput = {
  readonly chosen: FlowAction | undefined;
  readonly tool: Tool;
  readonly catalogue: Catalogue;
};

/**
 * How an action comes in behind the chosen one: at its plain exit, in between where that leads somewhere already;
 * else at the first free exit that is no error. Null where there is none, so that nothing is cut off.
 */
export const insertionAt = (
  document: FlowDocument,
  { chosen, tool, catalogue }: InsertionInput,
): Insertion | null => {
  if (!chosen) return null;
  const exits = exitsOf(catalogue.get(chosen.type), chosen.settings);
  const taken = new Set(
    document.edges.filter(({ from }) => from === chosen.id).map(({ outlet }) => outlet),
  );
  const plain = exits.includes(PLAIN) ? PLAIN : exits.length === 1 ? exits[0] : undefined;
  const [onward] = exitsOf(tool, {}).toSorted((a, b) => Number(b === PLAIN) - Number(a === PLAIN));
  if (plain !== undefined && taken.has(plain) && onward !== undefined)
    return { after: { from: chosen.id, outlet: plain }, onward };
  const free = exits.find((name) => !taken.has(name));
  return free === undefined ? null : { after: { from: chosen.id, outlet: free }, onward: null };
};
