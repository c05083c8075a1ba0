import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

type WideTableProps = {
  readonly label: string;
  readonly minWidth: number;
  readonly children: ReactNode;
};

/** A table that scrolls where it does not fit; the keyboard reaches it to scroll. */
export function WideTable({ label, minWidth, children }: WideTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table aria-label={label}>{children}</Table>
    </Table.ScrollContainer>
  );
}
