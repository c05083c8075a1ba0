import { Group, Kbd, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DESK_KEYS } from './use-desk-keys.ts';

type KeysHelpProps = { readonly opened: boolean; readonly onClose: () => void };

/** The desk's keyboard shortcuts. */
export function KeysHelp({ opened, onClose }: KeysHelpProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Table>
        <Table.Tbody>
          {DESK_KEYS.map(({ keys, meaning }) => (
            <Table.Tr key={meaning}>
              <Table.Td>
                <Group gap={4}>
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{t(`keys.${meaning}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
