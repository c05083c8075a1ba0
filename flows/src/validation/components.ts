type Edge = { readonly from: string; readonly to: string };

/** Ids reachable along edges, in the order in which they are finished. */
const finishOrder = (ids: readonly string[], next: (id: string) => readonly string[]): string[] => {
  const seen = new Set<string>();
  const order: string[] = [];
  for (const root of ids) {
    const stack = seen.has(root) ? [] : [{ id: root, rest: [...next(root)] }];
    seen.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = top.rest.pop();
      if (to === undefined) order.push((stack.pop() as { id: string }).id);
      else if (!seen.has(to)) {
        seen.add(to);
        stack.push({ id: to, rest: [...next(to)] });
      }
    }
  }
  return order;
};

const neighbours = (edges: readonly Edge[], from: keyof Edge, to: keyof Edge) => {
  const groups = Map.groupBy(edges, (edge) => edge[from]);
  return (id: string): readonly string[] => (groups.get(id) ?? []).map((edge) => edge[to]);
};

/** The circles of a graph: its strongly connected parts (Kosaraju) that have an edge inside. */
export const componentsOf = (ids: readonly string[], edges: readonly Edge[]): string[][] => {
  const own = new Set(ids);
  const inner = edges.filter(({ from, to }) => own.has(from) && own.has(to));
  const back = neighbours(inner, 'to', 'from');
  const placed = new Set<string>();
  const parts: string[][] = [];
  for (const root of finishOrder(ids, neighbours(inner, 'from', 'to')).reverse()) {
    if (placed.has(root)) continue;
    const part: string[] = [];
    const open = [root];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (placed.has(id)) continue;
      placed.add(id);
      part.push(id);
      open.push(...back(id).filter((from) => !placed.has(from)));
    }
    parts.push(part);
  }
  const loops = new Set(inner.filter(({ from, to }) => from === to).map(({ from }) => from));
  return parts.filter((part) => part.length > 1 || loops.has(part[0] as string));
};
