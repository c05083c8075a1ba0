import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ConfirmDelete } from './confirm-delete.tsx';
import { FormDrawer } from './form-drawer.tsx';
import type { FieldDescriptor, FormValues } from './form-rules.ts';
import { ListPage, type ListPageProps } from './list-page.tsx';
import { notifyDone } from './notify.ts';
import { DeleteAction, EditAction } from './row-actions.tsx';

type ResourcePageProps<Row> = Omit<ListPageProps<Row>, 'onNew' | 'onOpen' | 'rowActions'> & {
  readonly rowName: (row: Row) => string;
  /** Title of the form of a saved row. */
  readonly editTitle: (row: Row) => string;
  readonly savedText: string;
  /** What stops working when the row is gone. */
  readonly deleteConsequence: string;
  readonly fields: (row: Row | null) => readonly FieldDescriptor[];
  readonly toForm: (row: Row | null) => FormValues;
  readonly create?: ((values: FormValues) => Promise<unknown>) | undefined;
  /** Saves an existing row; without it rows cannot be changed. */
  readonly update?: ((values: FormValues, row: Row) => Promise<unknown>) | undefined;
  readonly remove?: ((row: Row) => Promise<unknown>) | undefined;
  /** Rows that are part of the product and stay. */
  readonly isFixed?: (row: Row) => boolean;
  /** Rows that are set elsewhere: they can be looked at and that is all. */
  readonly isReadOnly?: (row: Row) => boolean;
  readonly moreActions?: (row: Row) => ReactNode;
};

type Open<Row> =
  | { readonly kind: 'edit'; readonly row: Row | null }
  | { readonly kind: 'delete'; readonly row: Row }
  | null;

/** A list with a form beside it: create, edit and delete whatever the person may. */
export function ResourcePage<Row>(props: ResourcePageProps<Row>) {
  const { newLabel, create, update, remove, rowName, isFixed, isReadOnly, ...list } = props;
  const client = useQueryClient();
  const [open, setOpen] = useState<Open<Row>>(null);
  const close = () => setOpen(null);
  const reread = () => client.invalidateQueries({ queryKey: props.queryKey });
  const row = open?.kind === 'edit' ? open.row : null;
  // A row with a page of its own is opened there, not in the form.
  const onOpen =
    update && !props.linkTo ? (one: Row) => setOpen({ kind: 'edit', row: one }) : undefined;

  const save = async (values: FormValues) => {
    if (row) await update?.(values, row);
    else await create?.(values);
    await reread();
  };
  const stays = (one: Row) => isFixed?.(one) || isReadOnly?.(one);
  const rowActions = (one: Row) => (
    <>
      {props.moreActions?.(one)}
      {update && !isReadOnly?.(one) && (
        <EditAction name={rowName(one)} onClick={() => setOpen({ kind: 'edit', row: one })} />
      )}
      {remove && !stays(one) && (
        <DeleteAction name={rowName(one)} onClick={() => setOpen({ kind: 'delete', row: one })} />
      )}
    </>
  );
  return (
    <>
      <ListPage<Row>
        {...list}
        {...(create && newLabel
          ? { newLabel, onNew: () => setOpen({ kind: 'edit', row: null }) }
          : {})}
        {...(onOpen ? { onOpen } : {})}
        {...(update || remove || props.moreActions ? { rowActions } : {})}
      />
      <FormDrawer
        opened={open?.kind === 'edit'}
        title={row ? props.editTitle(row) : (newLabel ?? '')}
        fields={props.fields(row)}
        initial={props.toForm(row)}
        readOnly={row !== null && (isReadOnly?.(row) ?? false)}
        onSubmit={save}
        onDone={() => {
          notifyDone(props.savedText);
          close();
        }}
        onClose={close}
      />
      <ConfirmDelete
        name={open?.kind === 'delete' ? rowName(open.row) : null}
        consequence={props.deleteConsequence}
        onConfirm={async () => {
          if (open?.kind === 'delete') await remove?.(open.row);
          await reread();
        }}
        onClose={close}
      />
    </>
  );
}
