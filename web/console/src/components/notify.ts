import { notifications } from '@mantine/notifications';

// Notes go away by themselves and need no button; what must stay is an `ErrorNotice`.
const look = { withBorder: true, withCloseButton: false } as const;

/** Says shortly that something worked. */
export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'teal', ...look, autoClose: 4000 });
};

/** Says shortly that something did not work; lasting errors belong into an `ErrorNotice`. */
export const notifyFailed = (message: string): void => {
  notifications.show({ message, color: 'red', ...look, autoClose: 8000 });
};
