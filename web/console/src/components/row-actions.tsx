import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

type RowActionProps = { readonly name: string; readonly onClick: () => void };

/** Edits the named row. */
export function EditAction({ name, onClick }: RowActionProps) {
  const { t } = useTranslation('common');
  const label = t('list.edit', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" onClick={onClick} aria-label={label}>
        <IconPencil size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Deletes the named row, after asking. */
export function DeleteAction({ name, onClick }: RowActionProps) {
  const { t } = useTranslation('common');
  const label = t('list.delete', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="red" onClick={onClick} aria-label={label}>
        <IconTrash size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
