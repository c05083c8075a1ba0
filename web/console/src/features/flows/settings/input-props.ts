import type { PlainField } from '../document/catalogue.ts';
import type { Json } from '../document/flow-document.ts';
import { useWords } from '../use-words.ts';

export type FieldInputProps<Field extends PlainField = PlainField> = {
  readonly field: Field;
  readonly value: Json | undefined;
  readonly error: string | null;
  readonly disabled: boolean;
  /** The other settings of the action; absent in rows. */
  readonly beside?: Readonly<Record<string, Json>>;
  /** Undefined takes the setting away. */
  readonly onChange: (value: Json | undefined) => void;
};

/** What every input of a setting has. */
export function useInputProps({ field, error, disabled }: Omit<FieldInputProps, 'onChange'>) {
  const words = useWords();
  return {
    size: 'xs',
    label: words.field(field),
    description: words.fieldHelp(field) || null,
    required: field.required,
    disabled,
    error,
  } as const;
}
