import type { FieldDescriptor, FieldRefusal } from './form-rules.ts';

type Params = Readonly<Record<string, string>>;
type Fields = readonly Pick<FieldDescriptor, 'name' | 'label'>[];

/** Words under `problemWords`, with what they name; null where there are none. */
type Words = (key: string, named: Params) => string | null;

/** Refusals of one setting, which name it by its part and its name on the wire. */
const ofOneSetting: ReadonlySet<string> = new Set([
  'gateway.endpoint.setting.missing',
  'gateway.endpoint.setting.invalid',
  'gateway.handling.option.invalid',
]);

/** Refusals that name a setting by nothing but its name on the wire. */
const ofName: ReadonlySet<string> = new Set(['gateway.copilot.key.missing']);

/** The field of a setting: fields of a part and a kind are named `<part>.<kind>.<name>`. */
function fieldOf<Field extends Fields[number]>(
  { part, name = '' }: Params,
  fields: readonly Field[],
): Field | undefined {
  const alike = fields.filter((field) => field.name === name || field.name.endsWith(`.${name}`));
  return alike.find((field) => part && field.name.startsWith(`${part}.`)) ?? alike[0];
}

const lackOf = ({ lack, problem = '', ...named }: Params, words: Words): string =>
  (lack && words(`lacks.${lack}`, named)) || problem;

/** The kind by the field that chooses it: an endpoint chooses it with its provider, under another name. */
const kindOf = (fields: Fields, words: Words): string | null =>
  fields.find(({ name }) => name === 'handover')?.label ?? words('kind', {});

/** Settings by their labels, as the form has them. */
const settingsOf = ({ names, settings = '' }: Params, fields: Fields, words: Words): string => {
  const labels = names?.split(', ').map((name) => {
    const kind = name === 'kind' ? kindOf(fields, words) : null;
    return kind ?? fieldOf({ part: 'handover', name }, fields)?.label ?? null;
  });
  return labels?.every((label) => label !== null) ? labels.join(', ') : settings;
};

const usesOf = ({ endpoints, flows, more = '0', uses = '' }: Params, words: Words): string => {
  const parts = [
    endpoints ? words('endpoints', { names: endpoints }) : null,
    flows ? words('flows', { names: flows }) : null,
    more === '0' ? null : words('more', { count: more }),
  ].filter((part) => part !== null);
  return parts.length === 0 ? uses : parts.join('; ');
};

/** What a refusal names, in the person's words as far as there are some; else as the server does. */
export const namedIn = (
  { code, params }: { readonly code: string; readonly params: Params },
  fields: Fields,
  words: Words,
): Params => {
  const label = fieldOf(params, fields)?.label;
  return {
    ...params,
    ...(ofOneSetting.has(code) && label ? { label } : {}),
    ...(ofName.has(code) && label ? { name: label } : {}),
    ...('problem' in params ? { problem: lackOf(params, words) } : {}),
    ...('settings' in params ? { settings: settingsOf(params, fields, words) } : {}),
    ...('uses' in params ? { uses: usesOf(params, words) } : {}),
  };
};

/** A refusal of one setting at the field it is typed into; nothing where the form has no such field. */
export const settingRefusal = (
  { code, params }: { readonly code: string; readonly params: Params },
  fields: readonly FieldDescriptor[],
  words: Words,
): Readonly<Record<string, FieldRefusal>> => {
  const field = ofOneSetting.has(code) ? fieldOf(params, fields) : undefined;
  if (!field) return {};
  if (code.endsWith('.missing')) return { [field.name]: { key: 'required' } };
  const said = lackOf(params, words);
  return { [field.name]: said === '' ? { key: 'pattern' } : { text: said } };
};
