import type { HandoverSection } from '@tandem/contract';
import type { HandoverTelling } from '../effect.model.ts';
import type { FlowValue } from '../flow.model.ts';
import type { FlowFrame, FlowInput } from '../run.model.ts';
import type { ActionContext, ActionDefinition, ActionResult } from './action.types.ts';
import { integer, pairs, resource, template, variable } from './fields.ts';
import {
  followsItself,
  handoverOptionFields,
  handoverOptionsOf,
  inSections,
  wordsOf,
} from './handover-options.ts';
import { toMap } from './participant-data.ts';
import { troubleOf } from './trouble.ts';
import { toMs, unitField } from './wait.ts';

/** What agents have to know and speak, as far as the step says so. */
const abilitiesOf = ({ text }: ActionContext) => {
  const language = text('language').trim();
  const skills = wordsOf(text('skills'));
  return {
    ...(language === '' ? {} : { language }),
    ...(skills.length > 0 ? { skills } : {}),
  };
};

/** What is said about the customer to whoever takes over. */
const aboutOf = ({ text }: ActionContext) => {
  const [reason, summary] = [text('reason').trim(), text('summary').trim()];
  return { ...(reason === '' ? {} : { reason }), ...(summary === '' ? {} : { summary }) };
};

/** The answer is a result with outlet `available` or `unavailable`, and what is known in `data`. */
export const checkAgentAvailability: ActionDefinition = {
  type: 'checkAgentAvailability',
  kinds: ['bot'],
  group: 'bot',
  label: 'Check Agent Availability',
  fields: [
    resource('provider', 'Handover provider', { resource: 'handoverProvider' }),
    resource('queue', 'Queue', { resource: 'queue' }),
    template('language', 'Language skill'),
    template('skills', 'Skills'),
    variable('result', 'Details into', { types: ['JSON', 'String'] }),
  ],
  outlets: ['available', 'unavailable'],
  outputs: [{ name: 'details', type: 'JSON' }],
  progresses: true,
  run: (context) => ({
    effects: [
      {
        ...{ kind: 'checkAvailability', provider: context.text('provider').trim() },
        queue: context.text('queue').trim(),
        ...abilitiesOf(context),
      },
    ],
    goTo: 'wait',
  }),
  resume: ({ raw }, input) => {
    if (input.kind !== 'result') return null;
    const data = input.data ?? null;
    const name = raw('result');
    return {
      mapped: typeof name === 'string' && name !== '' ? { [name]: data } : {},
      outputs: { details: data },
      goTo: { outlet: input.outlet === 'available' ? 'available' : 'unavailable' },
    };
  },
};

const routing = { section: 'routing' satisfies HandoverSection };
const told = { section: 'transcript' satisfies HandoverSection };
const waiting = { section: 'waiting' satisfies HandoverSection };

const tellings: readonly HandoverTelling[] = ['queued', 'active'];

/** What the action is told of while the handover is open: what its exits lead on from. */
const tellsOf = ({ leadsOn }: ActionContext) => {
  const tells = tellings.filter(leadsOn);
  return tells.length > 0 ? { tells } : {};
};

/** Waits on after a branch that ran beside the handover. */
const waitOn = (
  context: ActionContext,
  { effect, until }: Extract<FlowFrame, { kind: 'aside' }>,
): ActionResult => {
  const { now } = context.surroundings;
  const leftMs = until === null || !now ? null : Math.max(0, Date.parse(until) - now.getTime());
  return {
    effects: [
      {
        ...{ kind: 'awaitHandover', handover: effect, tells: [], ...tellsOf(context) },
        ...(leftMs === null ? {} : { timeoutMs: leftMs }),
      },
    ],
    goTo: 'wait',
  };
};

const asideOf = ({ frame }: ActionContext) => (frame?.kind === 'aside' ? frame : null);

/** When the time to wait is up, of a handover that began `waitedMs` ago. */
const untilOf = (context: ActionContext, data: FlowValue | undefined) => {
  const { number, raw, surroundings } = context;
  const timeout = number('timeout');
  const { now } = surroundings;
  if (timeout === null || !now || followsItself(context)) return null;
  const { waitedMs } = (data ?? {}) as { readonly waitedMs?: unknown };
  const waited = typeof waitedMs === 'number' ? waitedMs : 0;
  return new Date(now.getTime() - waited + toMs(timeout, raw('unit'))).toISOString();
};

/** News of a handover that is open: into the branch beside it. */
const goAside = (
  context: ActionContext,
  outlet: HandoverTelling,
  { effect = '', data }: Extract<FlowInput, { kind: 'result' }>,
): ActionResult => {
  const before = asideOf(context);
  const until = outlet === 'active' ? null : before ? before.until : untilOf(context, data);
  return {
    outputs: { result: data ?? null },
    goTo: {
      outlet,
      enter: { kind: 'aside', at: context.id, effect: before?.effect ?? effect, until },
    },
  };
};

/**
 * Waits until the handover is over (`next`), the customer has cancelled it (`cancelled`) or it did not come about
 * (`failure`). The answer is a result with that outlet; its `data` sums the handover up. Where no agent came in time the
 * run goes on at `timeout` with the handover still open: it may be closed, or waited for again. With something that
 * follows by itself (`onFail`) it goes on when that is over. While the handover is open, `queued` and `active` are
 * branches beside it: each news runs its branch to the end, then the action waits on.
 */
export const handOverToAgent: ActionDefinition = {
  type: 'handOverToAgent',
  kinds: ['bot'],
  group: 'bot',
  label: 'Hand over to Agent',
  fields: inSections([
    resource('provider', 'Handover provider', { resource: 'handoverProvider', ...routing }),
    resource('queue', 'Queue', { resource: 'queue', ...routing }),
    template('language', 'Language skill', routing),
    template('skills', 'Skills', routing),
    integer('priority', 'Priority', { min: 0, max: 1_000_000, ...routing }),
    pairs('attributes', 'Participant data', routing),
    integer('timeout', 'Waits for an agent at most', { min: 1, max: 86_400, ...waiting }),
    { ...unitField, ...waiting },
    template('reason', 'Told to agents: reason', told),
    template('summary', 'Told to agents: summary', { multiline: true, ...told }),
    ...handoverOptionFields,
  ]),
  outlets: ['next', 'timeout', 'cancelled', 'failure', 'queued', 'active'],
  heeded: ({ timeout }) => [
    ...(timeout === undefined ? [] : ['timeout']),
    ...['cancelled', 'failure'],
  ],
  outputs: [{ name: 'result', type: 'JSON' }],
  progresses: true,
  run: (context) => {
    const aside = asideOf(context);
    if (aside) return waitOn(context, aside);
    const { text, rows, number, raw } = context;
    const timeout = number('timeout');
    const timeoutMs = timeout === null ? null : toMs(timeout, raw('unit'));
    const options = handoverOptionsOf(context, timeoutMs);
    const priority = number('priority');
    // Where something follows by itself when nobody comes, the handover keeps the time and ends before it goes on.
    const waits = timeoutMs !== null && !followsItself(context);
    return {
      effects: [
        {
          kind: 'handOver',
          provider: text('provider').trim(),
          queue: text('queue').trim(),
          attributes: toMap(rows('attributes')),
          ...(waits ? { timeoutMs } : {}),
          ...abilitiesOf(context),
          ...aboutOf(context),
          ...(priority === null ? {} : { priority }),
          ...(Object.keys(options).length > 0 ? { options } : {}),
          ...tellsOf(context),
        },
      ],
      goTo: 'wait',
    };
  },
  resume: (context, input) => {
    const leave = asideOf(context) ? { leave: true as const } : {};
    if (input.kind === 'timer') return { goTo: { outlet: 'timeout', ...leave } };
    if (input.kind !== 'result') return null;
    const telling = tellings.find((one) => one === input.outlet);
    if (telling) return goAside(context, telling, input);
    return {
      outputs: { result: input.data ?? null },
      ...troubleOf(input, { code: 'handover.failed', what: 'The handover did not come about' }),
      goTo: { outlet: input.outlet ?? 'next', ...leave },
    };
  },
};

export const closeHandover: ActionDefinition = {
  type: 'closeHandover',
  kinds: ['bot'],
  group: 'bot',
  label: 'Close Handover',
  fields: [template('text', 'Last words', { multiline: true })],
  outlets: ['next'],
  run: ({ text }) => ({
    effects: [{ kind: 'closeHandover', text: text('text') }],
    goTo: { outlet: 'next' },
  }),
};

/** What happens when the customer is silent; without a time the watch is off. */
export const setInactivity: ActionDefinition = {
  type: 'setInactivity',
  kinds: ['bot'],
  group: 'bot',
  label: 'Set Inactivity',
  fields: [
    integer('after', 'Reminder after', { min: 1, max: 86_400 }),
    template('text', 'Reminder', { multiline: true }),
    integer('endAfter', 'Ends after', { min: 1, max: 86_400 }),
    unitField,
  ],
  outlets: ['next'],
  run: ({ number, text, raw }) => {
    const ms = (amount: number | null) => (amount === null ? null : toMs(amount, raw('unit')));
    return {
      effects: [
        {
          kind: 'setInactivity',
          afterMs: ms(number('after')),
          text: text('text'),
          endAfterMs: ms(number('endAfter')),
        },
      ],
      goTo: { outlet: 'next' },
    };
  },
};
