import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Form, type FormProps } from './form.tsx';

type FormDrawerProps = Omit<FormProps, 'onCancel' | 'onDone'> & {
  readonly opened: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** Called after saving; without it the drawer just closes. */
  readonly onDone?: () => void;
};

/** A form beside the list it belongs to. It is made anew each time it opens. */
export function FormDrawer({ opened, title, onClose, onDone, ...form }: FormDrawerProps) {
  const { t } = useTranslation('common');
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {opened && <Form {...form} onDone={onDone ?? onClose} onCancel={onClose} />}
    </Drawer>
  );
}
