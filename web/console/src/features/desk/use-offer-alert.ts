import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isMuted } from './alert-settings.ts';
import type { Work } from './conversation-rules.ts';
import { useCustomerName } from './use-customer-name.ts';

const REPEAT_MS = 4000;

/** Two short tones, made on the spot: no sound file to load. */
function chime(): void {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.12, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.6);
  gain.connect(context.destination);
  for (const [index, frequency] of [660, 880].entries()) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + index * 0.18);
    tone.stop(context.currentTime + index * 0.18 + 0.3);
  }
  setTimeout(() => void context.close(), 1000);
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

/** Sound, notification and a number in the tab's title, as long as something is offered. */
export function useOfferAlert(offered: readonly Work[]): void {
  const { t } = useTranslation('desk');
  const nameOf = useCustomerName();
  const announced = useRef(new Map<string, Notification | null>());
  const count = offered.length;

  useEffect(() => {
    const title = `${t('title')} · Tandem`;
    document.title = count > 0 ? `(${count}) ${title}` : title;
    if (count === 0) return;
    const ring = () => {
      if (!isMuted(localStorage)) chime();
    };
    ring();
    const timer = setInterval(ring, REPEAT_MS);
    return () => clearInterval(timer);
  }, [count, t]);

  useEffect(() => {
    const open = announced.current;
    for (const one of offered) {
      if (open.has(one.key)) continue;
      const name = nameOf(one.conversation);
      open.set(one.key, document.hidden ? notify(t('alert.title'), name, one.key) : null);
    }
    for (const [key, notification] of open) {
      if (offered.some((one) => one.key === key)) continue;
      notification?.close();
      open.delete(key);
    }
  }, [offered, t, nameOf]);
}
