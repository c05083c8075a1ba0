import type { DocumentFormat } from '../documents/index.ts';
import { type ActionDefinition, everyKind } from './action.types.ts';
import { extractFrom, read } from './extract.ts';
import { choice, expression, extraction } from './fields.ts';
import { parseTypes } from './http-fields.ts';

/** Reads a document out of a value and puts parts of it into variables. A value that is no text is taken as read. */
export const parse: ActionDefinition = {
  type: 'parse',
  kinds: everyKind,
  group: 'data',
  label: 'Parse',
  fields: [
    expression('input', 'Input', { required: true }),
    choice('contentType', 'Content Type', { choices: parseTypes, default: 'JSON' }),
    { ...extraction('parse', 'Parse settings'), required: true },
  ],
  outlets: ['next'],
  run: (context) => {
    const input = context.value('input');
    const document =
      typeof input === 'string'
        ? read(context, context.raw('contentType') as DocumentFormat, input)
        : input;
    const { values, flags } = extractFrom(context, 'parse', document);
    return { mapped: values, flags, goTo: { outlet: 'next' } };
  },
};
