import { useTranslation } from 'react-i18next';
import { useDesigner } from './designer/designer-context.ts';
import { actionOf } from './document/flow-document.ts';
import type { FlowProblem } from './flow-api.ts';
import { useWords } from './use-words.ts';

type Told = Pick<FlowProblem, 'message' | 'reason' | 'values'>;

/** What a problem says in the person's language; in the server's English where a reason is not known here. */
export function useProblemText(): (problem: Told) => string {
  const { t } = useTranslation('flow-problems');
  const { t: flows } = useTranslation('flows');
  const words = useWords();
  const { document } = useDesigner();
  const nameOf = (id: unknown) => actionOf(document, String(id))?.name ?? String(id);
  const typeText = (type: unknown) =>
    flows(`variables.types.${String(type)}`, { defaultValue: String(type) });
  const translated: Readonly<Record<string, (value: unknown, values: object) => string>> = {
    type: typeText,
    types: (value) => String(value).split(' or ').map(typeText).join(', '),
    list: (value) => t(`lists.${String(value)}`, { defaultValue: String(value) }),
    problem: (value, values) => {
      const code = 'language' in values ? String(values.language) : '';
      const key = code.replaceAll('.', '_');
      const name = 'name' in values ? values.name : '';
      return t(`languages.${key}`, { problem: value, name, defaultValue: String(value) });
    },
    from: nameOf,
    to: nameOf,
    outlet: (value) =>
      words.outlet({ name: String(value), labelKey: `flow.outlet.${String(value)}` }),
  };
  return ({ message, reason, values = {} }) => {
    if (reason === undefined) return message;
    const said = Object.entries(values).map(([name, value]) => [
      name,
      translated[name]?.(value, values) ?? value,
    ]);
    // Names of unknown actions are typed as they are written.
    const shown = reason === 'unknownAction' ? values : Object.fromEntries(said);
    return String(t(`reasons.${reason}`, { ...shown, defaultValue: message }));
  };
}
