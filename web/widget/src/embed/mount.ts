import { h, render } from 'preact';
import { ChatStore, readableOn } from '../chat/index.ts';
import { browserPorts } from '../directline/index.ts';
import { language } from '../locales/index.ts';
import styles from '../styles/widget.css?inline';
import { App } from '../ui/App.tsx';
import { WindowControl } from '../ui/window-control.ts';
import { type MountOptions, type Settings, settingsOf } from './options.ts';

/** A chat on the page. */
export interface MountedChat {
  readonly open: () => void;
  readonly close: () => void;
  /** Removes the chat from the page; its conversation goes on when it is mounted again. */
  readonly unmount: () => void;
}

/** Puts a chat on the page. Styles and markup live in a shadow root: neither the page nor the chat changes the other. */
export function mount(options: MountOptions): MountedChat {
  const languages = [document.documentElement.lang, ...navigator.languages];
  const settings = settingsOf(options, { base: document.baseURI, languages });
  const host = createHost(settings);
  (options.element ?? document.body).append(host);
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet()];

  const ports = browserPorts();
  const chat = new ChatStore({ ...settings, ports });
  const control = new WindowControl(settings.open || settings.inline);
  render(
    h(App, { chat, control, settings, language: language(settings.locale), now: ports.clock.now }),
    root,
  );
  if (control.isOpen) chat.start();
  else chat.resume();
  return {
    open: () => control.set(true),
    close: () => control.set(false),
    unmount() {
      chat.stop();
      render(null, root);
      host.remove();
    },
  };
}

function createHost({ theme, position, inline, color, locale }: Settings): HTMLElement {
  const host = document.createElement('tandem-chat');
  host.lang = locale;
  host.dataset['theme'] = theme;
  host.dataset['position'] = position;
  host.dataset['mode'] = inline ? 'inline' : 'floating';
  const onColor = color && readableOn(color);
  if (color && onColor) {
    host.style.setProperty('--tandem-accent', color);
    host.style.setProperty('--tandem-on-accent', onColor);
  }
  return host;
}

/** A constructed sheet is not an inline style: pages with a strict content security policy allow it. */
function sheet(): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(styles);
  return made;
}
