import { NativeSelect, SegmentedControl } from '@mantine/core';

type ListFilterProps = {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** Narrows a list to one state: all choices in view, on a phone in a field that opens. */
export function ListFilter({ label, options, value, onChange }: ListFilterProps) {
  return (
    <>
      <SegmentedControl
        aria-label={label}
        data={[...options]}
        value={value}
        onChange={onChange}
        visibleFrom="sm"
      />
      <NativeSelect
        aria-label={label}
        data={[...options]}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        hiddenFrom="sm"
      />
    </>
  );
}
