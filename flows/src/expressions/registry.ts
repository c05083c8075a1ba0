import type { FilterDefinition, FunctionDefinition } from './definitions.ts';
import { encodingFilters } from './encoding-filters.ts';
import { listFilters } from './list-filters.ts';
import { makeRange } from './operators.ts';
import type { TemplateRun, Value } from './template-run.ts';
import { textFilters } from './text-filters.ts';
import { timeFilters, timeFunctions } from './time-filters.ts';
import { compareValues, isList, isNothing, needNumber, typeError } from './values.ts';

/** Smallest or largest of the arguments, or of one list; nothing is skipped. */
const extreme = (name: string, sign: 1 | -1): FunctionDefinition => ({
  parameters: [],
  variadic: true,
  call(args, run) {
    const items = (args.length === 1 && isList(args[0]) ? args[0] : args).filter(
      (item) => !isNothing(item),
    );
    run.take(items.length);
    let best: Value = null;
    for (const item of items) {
      const order = isNothing(best) ? 1 : compareValues(item, best);
      if (order === null || (typeof item !== 'string' && typeof item !== 'number'))
        throw typeError(run, name, ['only numbers or only texts', item]);
      if (isNothing(best) || order * sign > 0) best = item;
    }
    return best ?? null;
  },
});

const rangeStep = (run: TemplateRun, value: Value): number =>
  isNothing(value) ? 1 : needNumber(run, 'range', value);

const range: FunctionDefinition = {
  parameters: ['start', 'end', 'increment?'],
  call: ([start, end, increment], run) =>
    makeRange(run, [
      needNumber(run, 'range', start),
      needNumber(run, 'range', end),
      rangeStep(run, increment),
    ]),
};

export const filters: ReadonlyMap<string, FilterDefinition> = new Map(
  Object.entries({ ...textFilters, ...listFilters, ...encodingFilters, ...timeFilters }),
);

export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.entries({
    ...timeFunctions,
    max: extreme('max', 1),
    min: extreme('min', -1),
    range,
  }),
);
