import { Autocomplete } from '@mantine/core';
import type { FlowSuggestions } from '@tandem/contract';
import type { PlainField } from '../document/catalogue.ts';
import { writeInitial } from '../document/variables.ts';
import { type FieldInputProps, useInputProps } from './input-props.ts';
import { suggestedFor } from './suggestion-rules.ts';
import { useResourceChoices } from './use-choices.ts';

type SuggestedInputProps = FieldInputProps<Extract<PlainField, { readonly kind: 'text' }>> & {
  readonly suggests: FlowSuggestions;
};

/** A text with the names that it may be, of what another setting names. */
export function SuggestedInput(props: SuggestedInputProps) {
  const { field, value, beside = {}, onChange, suggests } = props;
  const choices = useResourceChoices(suggests.choices);
  const owners = useResourceChoices(suggests.of.resource);
  return (
    <Autocomplete
      {...useInputProps(props)}
      data={[...suggestedFor(choices, owners, writeInitial(beside[suggests.of.field]))]}
      limit={50}
      value={writeInitial(value ?? field.default)}
      onChange={(name) => onChange(name === '' ? undefined : name)}
    />
  );
}
