import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, listOf, textOf } from '#src/components/form-rules.ts';
import { formToTemplate, templateTexts, templateToForm } from './template-form-rules.ts';

export type Library = ReplyOf<'GET /api/v2/responsemanagement/libraries/{libraryId}'>;
export type Response = ReplyOf<'GET /api/v2/responsemanagement/responses/{responseId}'>;
type ResponseBody = BodyOf<'POST /api/v2/responsemanagement/responses'>;

const PLACE = /\{\{\s*([\w.-]{1,100})\s*\}\}/g;

/** The names between braces, each once, in their order. */
export const placesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PLACE)].map(([, name = '']) => name)),
];

/** The text that agents send. */
export const bodyOf = ({ texts }: Pick<Response, 'texts'>): string =>
  (texts.find(({ type }) => type !== 'subject') ?? texts[0])?.content ?? '';

/** `name=value` apart; the value may be empty. */
const pairOf = (entry: string): readonly [string, string] => {
  const at = entry.indexOf('=');
  return at < 0 ? [entry.trim(), ''] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
};

/** Whether an entry of the defaults is a name, `=` and a value. */
export const isDefault = (entry: string): boolean => /^\s*[\w.-]{1,100}\s*=/.test(entry);

/** The form's values of a response, or of a new one in a library. */
export const responseToForm = (response: Response | null, libraryId: string): FormValues => ({
  name: response?.name ?? '',
  text: response ? bodyOf(response) : '',
  libraries: response ? response.libraries.flatMap(({ id }) => (id ? [id] : [])) : [libraryId],
  defaults: (response?.substitutions ?? []).flatMap(({ id, defaultValue }) =>
    defaultValue ? [`${id}=${defaultValue}`] : [],
  ),
  ...templateToForm(response),
});

/** The response as it is sent: every place of the text is a substitution. What the form does not show stays as it was. */
export function formToResponse(values: FormValues, old: Response | null): ResponseBody {
  const text = textOf(values, 'text');
  const defaults = new Map(listOf(values, 'defaults').map(pairOf));
  const known = new Map((old?.substitutions ?? []).map((one) => [one.id, one]));
  const substitutions = placesIn([text, ...templateTexts(values)].join('\n')).map((id) => {
    const { defaultValue: _, ...rest } = known.get(id) ?? { id };
    const value = defaults.get(id);
    return { ...rest, ...(value ? { defaultValue: value } : {}) };
  });
  const others = (old?.texts ?? []).filter(({ type }) => type === 'subject');
  const { responseType: _type, messagingTemplate: _template, ...kept } = old ?? {};
  return {
    ...kept,
    name: textOf(values, 'name'),
    libraries: listOf(values, 'libraries').map((id) => ({ id })),
    texts: [...others, { content: text, contentType: 'text/plain', type: 'body' }],
    substitutions,
    ...formToTemplate(values, old),
  };
}
