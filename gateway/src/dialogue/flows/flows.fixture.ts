import type { Activity, FlowExecution, FlowExecutionDetail, Listing } from '@tandem/contract';
import { type FlowView, flowPermissions } from '@tandem/contract';
import type { FlowAction, FlowDocument, FlowEdge } from '@tandem/flows';
import { createTestClock, type TestClock } from '@tandem/kit';
import {
  type Chat,
  endedOrDead,
  type GatewayWorld,
  type Node,
  openChat,
  orgA,
  startGatewayWorld,
} from '../../testing/index.ts';

type Settings = FlowAction['settings'];

export const act = (id: string, type: string, settings: Settings = {}): FlowAction => ({
  ...{ id, type, name: id, settings },
});
export const say = (id: string, text: string, more: Settings = {}): FlowAction =>
  act(id, 'say', { text, ...more });
/** The answer goes into the variable named by `variable`. */
export const ask = (id: string, text: string, more: Settings = {}): FlowAction =>
  act(id, 'ask', { text, ...more });

const textVariable = (name: string) => ({ name, type: 'String' as const });

/** `a.next>b` is the edge from a's outlet `next` to b; without edges the actions follow one another. */
export const botFlow = (
  actions: readonly FlowAction[],
  more: Partial<Omit<FlowDocument, 'edges' | 'variables'>> & {
    readonly edges?: string;
    readonly variables?: readonly string[] | FlowDocument['variables'];
  } = {},
): FlowDocument => {
  const along = actions.slice(1).map(({ id }, at) => `${actions[at]?.id}.next>${id}`);
  const { edges = along.join(' '), variables = ['name'], ...rest } = more;
  return {
    ...{ language: 1, kind: 'bot', start: actions[0]?.id ?? null, actions },
    variables: variables.map((one) => (typeof one === 'string' ? textVariable(one) : one)),
    ...rest,
    edges: edges
      .split(' ')
      .filter((edge) => edge !== '')
      .map((edge): FlowEdge => {
        const [from = '', outlet = '', to = ''] = edge.split(/[.>]/);
        return { from, outlet, to };
      }),
  };
};

const permissions = ['architect:flow:view', 'architect:flow:add', ...flowPermissions].join(',');

export type FlowWorld = GatewayWorld & {
  readonly clock: TestClock;
  readonly api: <T>(
    method: string,
    path: string,
    init?: { readonly body?: object; readonly org?: string },
  ) => Promise<T>;
  readonly publish: (name: string, document: FlowDocument, org?: string) => Promise<string>;
  /** The next version of a flow. */
  readonly publishAgain: (id: string, document: FlowDocument) => Promise<void>;
  /** A conversation with an endpoint whose bot is the flow. */
  readonly chat: (
    flow: string,
    init?: Parameters<GatewayWorld['endpoint']>[0] & { readonly label?: string },
  ) => Promise<FlowChat>;
  /** Everything that is due is done, on all living nodes. */
  readonly settle: () => Promise<void>;
  /** Time passes. */
  readonly later: (seconds: number) => Promise<void>;
  readonly executions: (flow: string) => Promise<readonly FlowExecution[]>;
  readonly execution: (run: FlowExecution) => Promise<FlowExecutionDetail>;
};

export type FlowChat = Chat & {
  /** Says something and answers all that was said since. */
  readonly tell: (text: string, extra?: Partial<Activity>) => Promise<(string | undefined)[]>;
  /** Texts of bot and system, without the customer's own. */
  readonly heard: () => Promise<(string | undefined)[]>;
  readonly messages: () => Promise<Activity[]>;
};

const withHearing = (world: Pick<FlowWorld, 'settle'>, chat: Chat): FlowChat => {
  const messages = async () =>
    (await chat.activities()).filter(
      ({ type, from }) => type === 'message' && from?.role !== 'user',
    );
  const heard = async () => (await messages()).map(({ text }) => text);
  return {
    ...chat,
    messages,
    heard,
    async tell(text, extra) {
      const before = (await heard()).length;
      await chat.say(text, extra);
      await world.settle();
      return (await heard()).slice(before);
    },
  };
};

/** A gateway with a clock of the test, for flows. */
export const startFlowWorld = async (): Promise<FlowWorld> => {
  const clock = createTestClock();
  const base = await startGatewayWorld({ clock });
  const nodes: Node[] = [base.main];
  const settle = async () => {
    for (let round = 0; round < 3; round += 1)
      for (const { life, gateway } of nodes)
        if (!life.dead) await endedOrDead(gateway.lanes.drained(), () => life.dead);
  };
  const api: FlowWorld['api'] = async <T>(
    method: string,
    path: string,
    { body, org = orgA }: { readonly body?: object; readonly org?: string } = {},
  ) => {
    const token = `${org}|${permissions}`;
    const at = nodes.find(({ life }) => !life.dead) ?? base.main;
    const url = `${at.origin}/tandem/gateway/flows${path}`;
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await response.text();
    if (response.status >= 300) throw new Error(`${path}: ${answer}`);
    return JSON.parse(answer) as T;
  };
  const world: FlowWorld = {
    ...base,
    clock,
    api,
    settle,
    async node(name) {
      const node = await base.node(name);
      nodes.push(node);
      return node;
    },
    async publish(name, document, org = orgA) {
      const made = await api<FlowView>('POST', '', {
        body: { name, kind: 'bot', document },
        org,
      });
      await api('POST', `/${made.id}/publish`, { body: {}, org });
      return made.id;
    },
    async publishAgain(id, document) {
      const { version } = await api<FlowView & { version: number }>('GET', `/${id}`);
      await api('POST', `/${id}/versions`, {
        body: { document, expectedVersion: version ?? 1 },
      });
      await api('POST', `/${id}/publish`, { body: {} });
    },
    async chat(flow, { label, ...init } = {}) {
      const settings = { flow, ...(label ? { label } : {}) };
      const endpoint = await base.endpoint({ bot: { kind: 'flow', settings }, ...init });
      const chat = await openChat(endpoint.base);
      await settle();
      return withHearing(world, chat);
    },
    async later(seconds) {
      await clock.advance(seconds * 1_000);
      await settle();
    },
    executions: async (flow) =>
      (await api<Listing<FlowExecution>>('GET', `/${flow}/executions`)).entities ?? [],
    execution: ({ flow, id }) => api('GET', `/${flow.id}/executions/${id}`),
  };
  return world;
};
