import {
  limits,
  type Response,
  type SendMessagingTemplateRequest,
  type TemplateParameter,
} from '@tandem/contract';
import { responsesErrors } from './responses.errors.ts';

const place = /\{\{\s*([\w.-]{1,100})\s*\}\}/g;
const onePlace = /^\{\{\s*[\w.-]{1,100}\s*\}\}$/;
const isWeb = (url: string): boolean => /^https?:\/\/\S+$/i.test(url) && URL.canParse(url);

/** Whether a text can be a web address once its places are filled in. */
export const isWebTemplate = (text: string): boolean =>
  onePlace.test(text) || isWeb(text.replaceAll(place, 'x'));

/** The most characters of a part of a template that is filled in. */
export const filledLimits = {
  value: limits.outboundTextLength,
  text: limits.outboundTextLength,
  header: 500,
  address: 2000,
} as const;

type Part = 'text' | 'header' | 'address';

export type Filled = {
  readonly text: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
};

/** Fills the places of one part. */
export type Fill = (text: string, part: Part) => Filled;

const valuesOf = (
  given: readonly TemplateParameter[],
  substitutions: Response['substitutions'] = [],
): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  const defaults = substitutions.map(({ id, defaultValue }) => ({ id, value: defaultValue }));
  for (const { id, value } of [...given, ...defaults])
    if (id !== undefined && value !== undefined && !values.has(id)) values.set(id, value);
  return values;
};

/** @throws responsesErrors.placeUnfilled, valueTooLong (400) */
const valueFor = (values: ReadonlyMap<string, string>, name: string): string => {
  const value = values.get(name) ?? '';
  if (value === '') throw responsesErrors.placeUnfilled({ name });
  if (value.length > filledLimits.value)
    throw responsesErrors.valueTooLong({ name, most: String(filledLimits.value) });
  return value;
};

/** What stands for a value in a text of a kind: within an address it is data and cannot change where that leads. */
const spelled = (text: string, part: Part, value: string): string =>
  part === 'address' && !onePlace.test(text) ? encodeURIComponent(value.toWellFormed()) : value;

/**
 * Fills texts of a template with what is given for a part, or else for all parts, or else with defaults.
 * @throws responsesErrors.placeUnfilled, valueTooLong, filledTooLong (400); badTemplate (400) for an address that is no
 * web address when it is filled in
 */
export const fillWith = (
  request: SendMessagingTemplateRequest,
  substitutions: Response['substitutions'],
  own: readonly TemplateParameter[] = [],
): Fill => {
  // Older clients send `parameters` for every part.
  const values = valuesOf([...own, ...(request.parameters ?? [])], substitutions);
  return (text, part) => {
    const most = filledLimits[part];
    const parameters = new Map<string, string>();
    let length = text.length;
    const filled = text.replaceAll(place, (open, name: string) => {
      const value = valueFor(values, name);
      parameters.set(name, value);
      const written = spelled(text, part, value);
      length += written.length - open.length;
      // Places to come may be shorter filled in than open, but never by more than the text itself is long.
      if (length > most + text.length)
        throw responsesErrors.filledTooLong({ part, most: `${most}` });
      return written;
    });
    if (filled.length > most) throw responsesErrors.filledTooLong({ part, most: String(most) });
    if (part === 'address' && !isWeb(filled))
      throw responsesErrors.badTemplate({ problem: 'a filled-in address is no web address' });
    return {
      text: filled,
      parameters: [...parameters].map(([name, value]) => ({ name, text: value })),
    };
  };
};
