import { Drawer } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, type FormProps } from './form.tsx';
import { LeaveDialog } from './leave-guard.tsx';
import type { Unsaved } from './use-unsaved.ts';

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
  const unsaved = useRef<Unsaved>(null);
  const [asking, setAsking] = useState(false);
  const isDirty = () => !form.readOnly && unsaved.current?.isDirty() === true;
  return (
    <Drawer
      opened={opened}
      onClose={() => (isDirty() ? setAsking(true) : onClose())}
      closeOnEscape={!asking}
      title={title}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {opened && (
        <Form
          {...form}
          onUnsaved={(of) => {
            unsaved.current = of;
          }}
          onDone={onDone ?? onClose}
          onCancel={onClose}
        />
      )}
      {/* Made when it is asked: the key that closes the drawer would close it as well. */}
      {asking && (
        <LeaveDialog
          opened
          onStay={() => setAsking(false)}
          onLeave={() => {
            setAsking(false);
            onClose();
          }}
        />
      )}
    </Drawer>
  );
}
