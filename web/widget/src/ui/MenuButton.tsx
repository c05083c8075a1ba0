import { useEffect, useRef, useState } from 'preact/hooks';
import { linkUrl } from '../chat/index.ts';
import { useUi } from './context.ts';
import { MenuIcon } from './icons.tsx';

/** The menu of the owner of the site: always there, whatever is being said. */
export function MenuButton() {
  const { language, settings } = useUi();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (open) list.current?.querySelector<HTMLElement>('button, a')?.focus();
  }, [open]);
  if (settings.menu.length === 0) return null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape from the button and the entries alike
    <div
      class="menu"
      onFocusOut={(event) => {
        const inside = event.currentTarget.contains(event.relatedTarget as Node | null);
        if (event.relatedTarget && !inside) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (!open || event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-expanded={open}
        aria-label={language.text('menu')}
        title={language.text('menu')}
        onClick={() => setOpen(!open)}
      >
        <MenuIcon />
      </button>
      {open && (
        <ul ref={list} class="menu-list" aria-label={language.text('menu')}>
          {settings.menu.map((entry) => (
            <li key={entry.label}>
              <MenuEntry {...entry} onDone={close} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface MenuEntryProps {
  readonly label: string;
  readonly say?: string;
  readonly url?: string;
  readonly onDone: () => void;
}

function MenuEntry({ label, say, url, onDone }: MenuEntryProps) {
  const { chat, language, settings } = useUi();
  const href = url && linkUrl(url, settings.endpoint);
  if (href) {
    return (
      <a
        class="menu-entry"
        href={href}
        target="_blank"
        rel="noopener noreferrer"
        title={language.text('opensNewTab')}
      >
        {label}
      </a>
    );
  }
  return (
    <button
      type="button"
      class="menu-entry"
      onClick={() => {
        if (!settings.preview) chat.send({ text: say ?? label });
        onDone();
      }}
    >
      {label}
    </button>
  );
}
