import type { directLineEvents } from '@tandem/contract';

/**
 * Names of the event activities that are understood, by what they mean. The contract's own names come first; the
 * dotted ones are what other Direct Line servers may say for the same.
 */
export const eventNames = {
  handoffStatus: ['handoff.status'],
  queueUpdate: ['tandem.queue', 'queue.update'],
  receipt: ['tandem.receipt', 'message.receipt'],
  agent: ['tandem.agent', 'agent.joined', 'agent.left'],
  ended: ['tandem.ended', 'conversation.ended'],
  survey: ['tandem.survey'],
  surveyAnswer: ['tandem.survey.answer'],
} as const satisfies {
  [Meaning in keyof typeof directLineEvents]: readonly [
    (typeof directLineEvents)[Meaning],
    ...string[],
  ];
};

export type EventMeaning = keyof typeof eventNames;

/** What an event's name means; nothing for names of others. */
export function eventMeaning(name: string | undefined): EventMeaning | undefined {
  const entries = Object.entries(eventNames) as [EventMeaning, readonly string[]][];
  return entries.find(([, names]) => names.includes(name ?? ''))?.[0];
}

/** Value of an event, read defensively: another server's event must not break the chat. */
export class EventValue {
  readonly #value: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.#value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  }

  text(...names: string[]): string | undefined {
    return this.#find(names, (value) => typeof value === 'string' && value !== '') as
      | string
      | undefined;
  }

  number(...names: string[]): number | undefined {
    const usable = (value: unknown) =>
      typeof value === 'number' && Number.isFinite(value) && value >= 0;
    return this.#find(names, usable) as number | undefined;
  }

  flag(name: string): boolean {
    return this.#value[name] === true;
  }

  /** Name of a person given as text or as an object with a name. */
  person(): string | undefined {
    const agent = this.#value['agent'];
    return typeof agent === 'object'
      ? new EventValue(agent).text('name')
      : this.text('agent', 'name', 'agentName');
  }

  #find(names: readonly string[], usable: (value: unknown) => boolean): unknown {
    return names.map((name) => this.#value[name]).find(usable);
  }
}
