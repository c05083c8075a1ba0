import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import { type AlertSettings, keepAlerts, readAlerts } from './alert-settings.ts';
import { chime, MESSAGE_TONES, OFFER_TONES } from './chime.ts';
import type { Work } from './conversation-rules.ts';
import { useCustomerName } from './use-customer-name.ts';

const REPEAT_MS = 4000;

/** The agent's own settings, and a way to change them. */
export function useAlertSettings() {
  const { me } = useSession();
  const [settings, set] = useState(() => readAlerts(localStorage, me.id));
  const change = useCallback(
    (part: Partial<AlertSettings>) =>
      set((now) => {
        const next = { ...now, ...part };
        keepAlerts(localStorage, me.id, next);
        return next;
      }),
    [me.id],
  );
  return { settings, change };
}

function notify(title: string, body: string, tag: string): Notification | null {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return null;
  const notification = new Notification(title, { body, tag });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
  return notification;
}

type Alerts = {
  readonly offered: readonly Work[];
  /** Conversations whose agent asks for advice. */
  readonly along: readonly Work[];
  /** Messages that came where nobody looks. */
  readonly unread: number;
  readonly settings: AlertSettings;
};

/** Says each of the works once, by a notification while the desk is not in view, and takes it back when it is over. */
function useAnnouncements(works: readonly Work[], title: string, enabled: boolean): void {
  const nameOf = useCustomerName();
  const announced = useRef(new Map<string, Notification | null>());
  useEffect(() => {
    const open = announced.current;
    for (const one of works) {
      if (open.has(one.key)) continue;
      const shows = enabled && document.hidden;
      open.set(one.key, shows ? notify(title, nameOf(one.conversation), one.key) : null);
    }
    for (const [key, notification] of open) {
      if (works.some((one) => one.key === key)) continue;
      notification?.close();
      open.delete(key);
    }
  }, [works, title, enabled, nameOf]);
}

/** Calls when the number has grown since the last look. */
function useGrowth(count: number, grown: () => void): void {
  const last = useRef(count);
  const call = useRef(grown);
  call.current = grown;
  useEffect(() => {
    if (count > last.current) call.current();
    last.current = count;
  }, [count]);
}

/** Sound, notification and a number in the tab's title for offers, questions of colleagues and messages out of view. */
export function useAlerts({ offered, along, unread, settings }: Alerts): void {
  const { t } = useTranslation('desk');
  const count = offered.length;
  const { offers, messages, notifications, volume } = settings;

  useEffect(() => {
    const title = `${t('title')} · Tandem`;
    const news = count + unread;
    document.title = news > 0 ? `(${news}) ${title}` : title;
  }, [count, unread, t]);

  useEffect(() => {
    if (count === 0 || !offers) return;
    const ring = () => chime(OFFER_TONES, volume);
    ring();
    const timer = setInterval(ring, REPEAT_MS);
    return () => clearInterval(timer);
  }, [count, offers, volume]);

  useAnnouncements(offered, t('alert.title'), notifications);
  useAnnouncements(along, t('alert.asked'), notifications);
  useGrowth(along.length, () => offers && chime(OFFER_TONES, volume));
  useGrowth(unread, () => {
    if (messages) chime(MESSAGE_TONES, volume);
    if (notifications && document.hidden)
      notify(t('alert.message'), t('alert.messageText'), 'news');
  });
}
