import type { IdentitySource } from './directline/index.ts';
import { type MountedChat, mount as mountOne } from './embed/mount.ts';
import { type MountOptions, optionsOfScript } from './embed/options.ts';

declare global {
  var Tandem: {
    readonly mount: (options: MountOptions) => MountedChat;
    /** For every chat of the page. */
    readonly identify: (identity: IdentitySource) => Promise<void>;
    readonly signOut: () => void;
  };
}

const chats = new Set<MountedChat>();
/** Who was signed in before the chat of the script tag was there. */
let signedIn: IdentitySource | undefined;

const mount = (options: MountOptions): MountedChat => {
  const identity = options.identity ?? signedIn;
  const made = mountOne({ ...options, ...(identity ? { identity } : {}) });
  const unmount = () => {
    chats.delete(chat);
    made.unmount();
  };
  const chat = { ...made, unmount };
  chats.add(chat);
  return chat;
};

globalThis.Tandem = {
  mount,
  async identify(identity) {
    signedIn = identity;
    await Promise.all([...chats].map((chat) => chat.identify(identity)));
  },
  signOut() {
    signedIn = undefined;
    for (const chat of chats) chat.signOut();
  },
};

const options = optionsOfScript(
  (document.currentScript as HTMLScriptElement | null)?.dataset ?? {},
);
if (options) {
  const start = () => void mount(options);
  // In the head of a page there is no body to put the chat into yet.
  if (document.body) start();
  else document.addEventListener('DOMContentLoaded', start, { once: true });
}
