import type { Catalogue } from './catalogue.ts';
import { freeId, freeName, idsOf, namesOf } from './edits.ts';
import type { FlowAction, FlowDocument, FlowEdge, FlowVariable } from './flow-document.ts';
import { usagesOf } from './usages.ts';

/** Actions on the clipboard: with what connects them and the variables they name. */
type Clip = {
  readonly tandemFlowActions: 1;
  readonly actions: readonly FlowAction[];
  readonly edges: readonly FlowEdge[];
  readonly variables: readonly FlowVariable[];
};

/** The chosen actions as text for the clipboard; null when none are chosen. */
export const copyActions = (
  document: FlowDocument,
  ids: ReadonlySet<string>,
  catalogue: Catalogue,
): string | null => {
  const actions = document.actions.filter(({ id }) => ids.has(id));
  if (actions.length === 0) return null;
  const part = { ...document, actions };
  const clip: Clip = {
    tandemFlowActions: 1,
    actions,
    edges: document.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    variables: document.variables.filter(({ name }) => usagesOf(part, name, catalogue).length > 0),
  };
  return JSON.stringify(clip, null, 2);
};

const readClip = (text: string): Clip | null => {
  try {
    const clip = JSON.parse(text) as Partial<Clip> | null;
    if (clip?.tandemFlowActions !== 1 || !Array.isArray(clip.actions)) return null;
    return { edges: [], variables: [], ...clip } as Clip;
  } catch {
    return null;
  }
};

const OFFSET = 48;

/**
 * The document with the actions of the clipboard, under new ids and names and a little aside.
 * @returns null when the text holds none that a flow of this kind may use
 */
export const pasteActions = (
  document: FlowDocument,
  text: string,
  catalogue: Catalogue,
): { readonly document: FlowDocument; readonly ids: ReadonlySet<string> } | null => {
  const clip = readClip(text);
  const usable = clip?.actions.filter(({ type }) => catalogue.has(type)) ?? [];
  if (!clip || usable.length === 0) return null;
  const ids = new Set(idsOf(document));
  const names = new Set(namesOf(document));
  const fresh = new Map<string, string>();
  const added = usable.map((action): FlowAction => {
    const id = freeId(ids);
    const name = freeName(action.name.replace(/\d+$/, ''), names);
    ids.add(id);
    names.add(name);
    fresh.set(action.id, id);
    const { x = 0, y = 0 } = action.position ?? {};
    return { ...action, id, name, position: { x: x + OFFSET, y: y + OFFSET } };
  });
  const edges = clip.edges.flatMap(({ from, outlet, to }) => {
    const [source, target] = [fresh.get(from), fresh.get(to)];
    return source && target ? [{ from: source, outlet, to: target }] : [];
  });
  const known = new Set(document.variables.map(({ name }) => name));
  return {
    document: {
      ...document,
      variables: [...document.variables, ...clip.variables.filter(({ name }) => !known.has(name))],
      actions: [...document.actions, ...added],
      edges: [...document.edges, ...edges],
    },
    ids: new Set(added.map(({ id }) => id)),
  };
};
