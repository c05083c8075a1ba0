import { mount } from './embed/mount.ts';
import { optionsOfScript } from './embed/options.ts';

declare global {
  var Tandem: { readonly mount: typeof mount };
}

globalThis.Tandem = { mount };

const options = optionsOfScript(
  (document.currentScript as HTMLScriptElement | null)?.dataset ?? {},
);
if (options) {
  const start = () => void mount(options);
  // In the head of a page there is no body to put the chat into yet.
  if (document.body) start();
  else document.addEventListener('DOMContentLoaded', start, { once: true });
}
