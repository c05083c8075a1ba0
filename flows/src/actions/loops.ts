import { ActionFailure } from '../action-failure.ts';
import type { FlowValue } from '../flow.model.ts';
import {
  type ActionContext,
  type ActionDefinition,
  type ActionResult,
  everyKind,
} from './action.types.ts';
import { holds, questionFields } from './comparison.ts';
import { expression, integer, variable } from './fields.ts';

/** Items of a list at most. */
export const maxItems = 1000;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Characters of a list as text that are read at the price of one unit of the pool. */
const charactersPerUnit = 4;

const listOf = ({ value, pool }: ActionContext): unknown => {
  const given = value('list');
  if (typeof given !== 'string' || given === '') return given;
  pool.take(given.length / charactersPerUnit);
  return parsed(given);
};

const itemsOf = (context: ActionContext): readonly FlowValue[] => {
  const list = listOf(context);
  if (list === null || list === '') return [];
  if (!Array.isArray(list)) throw new ActionFailure('loop.list', 'The value is no list.');
  if (list.length > maxItems)
    throw new ActionFailure('loop.items', `A loop goes over at most ${maxItems} items.`, {
      most: String(maxItems),
    });
  return list as readonly FlowValue[];
};

/** Takes each item into a variable and runs its body; the body ends where no edge leads on, or at the action itself. */
export const forEach: ActionDefinition = {
  type: 'forEach',
  kinds: everyKind,
  group: 'flow',
  label: 'For Each',
  fields: [
    expression('list', 'List', { required: true }),
    variable('item', 'Item variable', { required: true }),
    variable('index', 'Index variable', { types: ['Integer', 'Decimal', 'String'] }),
  ],
  outlets: ['each', 'done'],
  progresses: true,
  run: (context) => {
    const { frame, raw, set } = context;
    const at = frame?.kind === 'forEach' ? frame : null;
    const items = at?.items ?? itemsOf(context);
    const index = at ? at.index + 1 : 0;
    if (index >= items.length)
      return at ? { goTo: { outlet: 'done', leave: true } } : { goTo: { outlet: 'done' } };
    set(String(raw('item')), items[index] ?? null);
    const counter = raw('index');
    if (typeof counter === 'string' && counter !== '') set(counter, index);
    return { goTo: { outlet: 'each', enter: { kind: 'forEach', at: context.id, items, index } } };
  },
};

const turn = (context: ActionContext): ActionResult => {
  const { frame } = context;
  const turns = frame?.kind === 'while' ? frame.turns : 0;
  if (!holds(context))
    return { goTo: frame ? { outlet: 'done', leave: true } : { outlet: 'done' } };
  if (turns >= (context.number('maxTurns') ?? maxItems))
    throw new ActionFailure('loop.turns', 'The loop has turned as often as it may.');
  return {
    goTo: { outlet: 'body', enter: { kind: 'while', at: context.id, turns: turns + 1 } },
  };
};

export const whileLoop: ActionDefinition = {
  type: 'while',
  kinds: everyKind,
  group: 'flow',
  label: 'While',
  fields: [
    ...questionFields,
    integer('maxTurns', 'Turns at most', { min: 1, max: 1000, default: 100 }),
  ],
  outlets: ['body', 'done'],
  progresses: true,
  run: turn,
};

export const leaveLoop: ActionDefinition = {
  type: 'leaveLoop',
  kinds: everyKind,
  group: 'flow',
  label: 'Leave Loop',
  fields: [],
  outlets: [],
  run: () => ({ goTo: 'leaveLoop' }),
};
