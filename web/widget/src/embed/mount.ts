import { h, render } from 'preact';
import { ChatStore, readableOn } from '../chat/index.ts';
import { browserPorts, type IdentitySource, type Ports } from '../directline/index.ts';
import { language } from '../locales/index.ts';
import styles from '../styles/widget.css?inline';
import { App } from '../ui/App.tsx';
import { Consent } from '../ui/consent.ts';
import { WindowControl } from '../ui/window-control.ts';
import { loadConfiguration } from './configuration.ts';
import { endpointOf, type MountOptions, type Settings, settingsOf } from './options.ts';

/** A chat on the page. */
export interface MountedChat {
  readonly open: () => void;
  readonly close: () => void;
  /** The page has signed the visitor in: a JWT, or a function that fetches one. */
  readonly identify: (identity: IdentitySource) => Promise<void>;
  /** The visitor has left the page's account: the chat forgets who it was. */
  readonly signOut: () => void;
  /** Removes the chat from the page; its conversation goes on when it is mounted again. */
  readonly unmount: () => void;
}

type Drawn = { readonly chat: ChatStore; readonly remove: () => void };

/** What the page wants of a chat that is not drawn yet. */
type Later = { identity?: IdentitySource | undefined; isGone: boolean };

/**
 * Puts a chat on the page, as soon as the endpoint has told how it shall look. Styles and markup live in a shadow root:
 * neither the page nor the chat changes the other.
 */
export function mount(options: MountOptions): MountedChat {
  const page = {
    base: document.baseURI,
    languages: [document.documentElement.lang, ...navigator.languages],
  };
  const { open, inline } = settingsOf(options, page);
  const ports = browserPorts();
  const control = new WindowControl(open || inline);
  const later: Later = { identity: options.identity, isGone: false };
  let drawn: Drawn | undefined;
  const asked = options.preview ?? loadConfiguration(endpointOf(options, page), ports);
  void Promise.resolve(asked).then((configuration) => {
    if (later.isGone) return;
    const settings = settingsOf(options, page, configuration);
    drawn = draw({ options, settings, ports, control, identity: later.identity });
  });
  return {
    open: () => control.set(true),
    close: () => control.set(false),
    async identify(identity) {
      later.identity = identity;
      await drawn?.chat.identify(identity);
    },
    signOut() {
      later.identity = undefined;
      drawn?.chat.signOut();
    },
    unmount() {
      later.isGone = true;
      drawn?.remove();
    },
  };
}

interface DrawInput {
  readonly options: MountOptions;
  readonly settings: Settings;
  readonly ports: Ports;
  readonly control: WindowControl;
  readonly identity: IdentitySource | undefined;
}

function draw({ options, settings, ports, control, identity }: DrawInput): Drawn {
  const host = createHost(settings);
  (options.element ?? document.body).append(host);
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet()];
  const chat = new ChatStore({ ...settings, identity, ports });
  const consent = new Consent({ ...settings, storage: ports.storage });
  // A closed chat goes on in the background, for the number of unread messages.
  if (!control.isOpen && consent.isGiven && !settings.preview) chat.resume();
  const shown = { chat, control, settings, consent, language: language(settings.locale) };
  render(h(App, { ...shown, now: ports.clock.now }), root);
  return {
    chat,
    remove() {
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
