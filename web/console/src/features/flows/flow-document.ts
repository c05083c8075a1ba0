/** The part of the flow language that an ordered list can show. */
export type SettingRow = Readonly<Record<string, string>>;
export type SettingValue = string | readonly SettingRow[];

export type FlowAction = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
};

export type FlowVariable = { readonly name: string; readonly initial?: unknown };

export type FlowDocument = {
  readonly language: 1;
  readonly kind: 'inboundMessage';
  readonly variables: readonly FlowVariable[];
  readonly start: string | null;
  readonly actions: readonly FlowAction[];
  readonly edges: readonly {
    readonly from: string;
    readonly outlet: string;
    readonly to: string;
  }[];
};

/** The outlet by which a list goes on; null for an action that ends the flow. */
const OUTLETS: Readonly<Record<string, string | null>> = {
  sendResponse: 'next',
  getParticipantData: 'next',
  setParticipantData: 'next',
  setVariable: 'next',
  transferToAcd: 'failure',
  disconnect: null,
};

export const EMPTY_DOCUMENT: FlowDocument = {
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: null,
  actions: [],
  edges: [],
};

/** The actions in the order of the run; null when the flow branches or has actions a list cannot show. */
export function toList(document: FlowDocument): readonly FlowAction[] | null {
  const byId = new Map(document.actions.map((action) => [action.id, action]));
  const ordered: FlowAction[] = [];
  let at = document.start;
  while (at !== null) {
    const action = byId.get(at);
    if (!action || !(action.type in OUTLETS) || ordered.includes(action)) return null;
    ordered.push(action);
    const outlet = OUTLETS[action.type];
    at =
      document.edges.find((edge) => edge.from === action.id && edge.outlet === outlet)?.to ?? null;
  }
  const complete =
    ordered.length === document.actions.length &&
    document.edges.length === Math.max(0, ordered.length - 1);
  return complete ? ordered : null;
}

/** Variables that actions fill; known ones keep their initial value. */
function variablesOf(actions: readonly FlowAction[], known: readonly FlowVariable[]) {
  const filled = actions.flatMap(({ type, settings }) => {
    if (type === 'setVariable') return String(settings['variable'] ?? '');
    const rows = type === 'getParticipantData' ? settings['attributes'] : [];
    return Array.isArray(rows) ? rows.map((row: SettingRow) => row['variable'] ?? '') : [];
  });
  const names = new Set([...known.map(({ name }) => name), ...filled].filter(Boolean));
  return [...names].map((name) => known.find((one) => one.name === name) ?? { name });
}

/** The document of a list: each action leads to the one below it. */
export function toDocument(
  actions: readonly FlowAction[],
  known: readonly FlowVariable[],
): FlowDocument {
  const edges = actions.flatMap(({ id, type }, index) => {
    const next = actions[index + 1];
    const outlet = OUTLETS[type];
    return next && outlet ? [{ from: id, outlet, to: next.id }] : [];
  });
  return {
    ...EMPTY_DOCUMENT,
    variables: variablesOf(actions, known),
    start: actions[0]?.id ?? null,
    actions,
    edges,
  };
}

/** Index of the first action that nothing leads to, because the one before it ends the flow; else null. */
export function firstUnreachable(actions: readonly FlowAction[]): number | null {
  const end = actions.findIndex(({ type }) => OUTLETS[type] === null);
  return end >= 0 && end < actions.length - 1 ? end + 1 : null;
}

export function moved(
  actions: readonly FlowAction[],
  index: number,
  by: 1 | -1,
): readonly FlowAction[] {
  const next = [...actions];
  const [action] = next.splice(index, 1);
  if (action) next.splice(index + by, 0, action);
  return next;
}
