import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Of what destroys: as red in the dark, where the theme's own shade of it is next to white. */
export const DANGER = 'light-dark(var(--mantine-color-red-8), var(--mantine-color-red-5))';

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
      <ActionIcon variant="subtle" color="red" c={DANGER} onClick={onClick} aria-label={label}>
        <IconTrash size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
