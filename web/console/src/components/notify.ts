import { notifications } from '@mantine/notifications';

/** Says shortly that something worked. */
export const notifyDone = (message: string): void => {
  notifications.show({ message, color: 'teal', withBorder: true, autoClose: 4000 });
};

/** Says shortly that something did not work; lasting errors belong into an `ErrorNotice`. */
export const notifyFailed = (message: string): void => {
  notifications.show({ message, color: 'red', withBorder: true, autoClose: 8000 });
};
