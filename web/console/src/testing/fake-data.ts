/** Loose records in the shapes of the wire: a fake needs no more. */
export type Row = Record<string, unknown> & { id: string };

const PRESENCES = ['Available', 'Away', 'Busy', 'Offline', 'OnQueue', 'Meal', 'Break'];

/** Everything the fake remembers. */
export type FakeState = {
  readonly me: Row;
  readonly users: Row[];
  readonly queues: Row[];
  readonly members: Map<string, { id: string; joined: boolean }[]>;
  readonly codes: Row[];
  readonly queueCodes: Map<string, string[]>;
  readonly presences: Row[];
  readonly conversations: Map<string, Row>;
  readonly messages: Map<string, Row>;
  readonly uploads: Map<string, { name: string; size: number; mime: string }>;
  readonly keys: Map<string, unknown>;
  readonly typing: string[];
  /** Who else looks at the conversation in view. */
  readonly viewers: Row[];
  /** Labels by conversation. */
  readonly labels: Map<string, string[]>;
  /** Notes of colleagues by conversation. */
  readonly notes: Map<string, Row[]>;
};

const user = (number: number, name: string): Row => ({
  id: `00000000-0000-4000-8000-00000000000${number}`,
  name,
  email: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`,
  state: 'active',
  version: 1,
});

const QUEUE_DEFAULTS = {
  division: { id: 'home', name: 'Home' },
  acwSettings: { wrapupPrompt: 'MANDATORY', timeoutMs: 300_000 },
  mediaSettings: { message: { alertingTimeoutSeconds: 30 } },
  skillEvaluationMethod: 'ALL',
};

/** A small organisation with one agent, who may do everything unless told otherwise. */
export function createFakeState(permissions: readonly string[]): FakeState {
  const me: Row = {
    ...user(1, 'Ada Agent'),
    authorization: {
      permissions: [...permissions],
      roles: permissions.length > 0 ? [{ id: 'role-own', name: 'Own' }] : [],
    },
    routingStatus: { status: 'OFF_QUEUE' },
  };
  const presences = PRESENCES.map((systemPresence) => ({
    id: `presence-${systemPresence}`,
    systemPresence,
    type: 'System',
    languageLabels: { en_US: systemPresence },
  }));
  me['presence'] = { presenceDefinition: presences[0] };
  const queues = ['Support', 'Sales', 'Returns'].map((name) => ({
    ...QUEUE_DEFAULTS,
    id: `queue-${name}`,
    name,
    memberCount: 1,
    joinedMemberCount: 1,
  }));
  const codes = ['Resolved', 'Follow-up needed', 'Spam'].map((name, index) => ({
    id: `code-${index}`,
    name,
  }));
  return {
    me,
    users: [
      me,
      { ...user(2, 'Berk Demir'), presence: { presenceDefinition: presences[0] } },
      { ...user(3, 'Clara Vogt'), presence: { presenceDefinition: presences[3] } },
    ],
    queues,
    members: new Map(queues.map(({ id }) => [id, [{ id: me.id, joined: true }]])),
    codes,
    queueCodes: new Map(queues.map(({ id }) => [id, codes.map((code) => code.id)])),
    presences,
    conversations: new Map(),
    messages: new Map(),
    uploads: new Map(),
    keys: new Map(),
    typing: [],
    viewers: [],
    labels: new Map(),
    notes: new Map(),
  };
}
