import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outlet, Tool } from './document/catalogue.ts';
import { isIdentifier, nameOfWords } from './document/variables.ts';

/** A text that the catalogue of actions knows by key; else the server's English. */
type Labelled = { readonly labelKey: string; readonly label: string };

export type Words = {
  readonly tool: (tool: Tool | undefined, type: string) => string;
  readonly field: (field: Labelled & { readonly name: string }) => string;
  /** What is to be known of a setting; empty where nothing is. */
  readonly fieldHelp: (field: { readonly name: string; readonly section?: string }) => string;
  /** A part of the form of an action. */
  readonly section: (section: string) => string;
  readonly outlet: (outlet: Outlet) => string;
  readonly choice: (choice: string) => string;
  /** What an action is for, in one sentence; empty where nothing is known. */
  readonly help: (type: string) => string;
  /** Name of a new action; what puts something out is read by it and has a name without spaces. */
  readonly newName: (tool: Tool) => string;
};

const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

/** Labels of actions, fields, outlets and choices in the person's language. */
export function useWords(): Words {
  const { t } = useTranslation('flow-actions');
  return useMemo(() => {
    const of = (keys: readonly string[], defaultValue: string) => t([...keys], { defaultValue });
    const tool: Words['tool'] = (one, type) => (one ? of([one.labelKey], one.label) : type);
    return {
      tool,
      field: ({ labelKey, name, label }) => of([labelKey, `flow.field.${name}`], label),
      fieldHelp: ({ name, section }) =>
        section === undefined ? '' : of([`flow.fieldHelp.${name}`], ''),
      section: (section) => of([`flow.section.${section}`], section),
      outlet: ({ name, labelKey }) => (labelKey ? of([labelKey], lastPart(labelKey)) : name),
      choice: (choice) => of([`flow.choice.${choice}`], choice),
      help: (type) => of([`flow.help.${type}`], ''),
      newName: (one) => {
        if (one.outputs.length === 0) return tool(one, one.type);
        const wish = nameOfWords(one.label);
        return isIdentifier(wish) ? wish : one.type;
      },
    };
  }, [t]);
}
