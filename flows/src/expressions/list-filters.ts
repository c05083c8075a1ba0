import type { FlowValue } from '../flow.model.ts';
import type { FilterDefinition } from './definitions.ts';
import { templateErrors } from './template.errors.ts';
import { templateLimits } from './template-limits.ts';
import type { TemplateRun, Value } from './template-run.ts';
import {
  compareValues,
  isList,
  isMap,
  isNothing,
  needList,
  needNumber,
  toText,
  typeError,
} from './values.ts';

/** First or last item of a list, or character of a text. */
const end = (name: string, index: 0 | -1): FilterDefinition => ({
  parameters: [],
  apply(value, _args, run) {
    if (isNothing(value)) return null;
    if (isList(value)) return value.at(index) ?? null;
    if (isMap(value)) throw typeError(run, name, ['a list or a text', value]);
    return toText(value, run).at(index) ?? null;
  },
});

const length: FilterDefinition = {
  parameters: [],
  apply(value, _args, run) {
    if (isNothing(value)) return 0;
    if (isList(value)) return value.length;
    return isMap(value) ? Object.keys(value).length : toText(value, run).length;
  },
};

const join: FilterDefinition = {
  parameters: ['separator?'],
  apply(value, [separator], run) {
    if (isNothing(value)) return null;
    const between = toText(separator, run);
    const parts: string[] = [];
    let total = 0;
    for (const item of needList(run, 'join', value)) {
      const part = toText(item, run);
      total += part.length + between.length;
      if (total > templateLimits.text) throw run.error(templateErrors.tooLong());
      parts.push(part);
    }
    return run.made(parts.join(between));
  },
};

const bound = (run: TemplateRun, value: Value, otherwise: number): number => {
  if (isNothing(value)) return otherwise;
  const index = Math.trunc(needNumber(run, 'slice', value));
  if (index < 0)
    throw run.error(templateErrors.arguments({ name: 'slice', detail: 'bounds begin at 0.' }));
  return index;
};

/** From (included) to (excluded); what lies beyond the end is left out. */
const slice: FilterDefinition = {
  parameters: ['from?', 'to?'],
  apply(value, [from, to], run) {
    if (isNothing(value)) return null;
    const source = isList(value) ? value : toText(value, run);
    const first = bound(run, from, 0);
    const last = bound(run, to, source.length);
    run.take(isList(source) ? Math.max(0, Math.min(last, source.length) - first) : 1);
    return source.slice(first, Math.max(first, last));
  },
};

const inOrder = (left: FlowValue, right: FlowValue, run: TemplateRun): number =>
  compareValues(left, right) ??
  compareValues(`"${toText(left, run)}`, `"${toText(right, run)}`) ??
  0;

const sorted = (name: string, sign: 1 | -1): FilterDefinition => ({
  parameters: [],
  apply(value, _args, run) {
    if (isNothing(value)) return null;
    const items = needList(run, name, value);
    run.take(items.length * Math.ceil(Math.log2(items.length + 1)));
    return [...items].sort((left, right) => sign * inOrder(left, right, run));
  },
});

const reverse: FilterDefinition = {
  parameters: [],
  apply(value, _args, run) {
    if (isNothing(value)) return null;
    if (isList(value)) return [...needList(run, 'reverse', value)].reverse();
    if (isMap(value)) throw typeError(run, 'reverse', ['a list or a text', value]);
    const text = toText(value, run);
    run.room(text.length);
    return Array.from(text).reverse().join('');
  },
};

export const listFilters: Readonly<Record<string, FilterDefinition>> = {
  first: end('first', 0),
  last: end('last', -1),
  length,
  join,
  slice,
  sort: sorted('sort', 1),
  rsort: sorted('rsort', -1),
  reverse,
};
