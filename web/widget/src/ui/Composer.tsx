import { useLayoutEffect, useRef } from 'preact/hooks';
import { useUi } from './context.ts';
import { AttachIcon, CloseIcon, FileIcon, SendIcon } from './icons.tsx';
import { MenuButton } from './MenuButton.tsx';
import { ObjectImage } from './ObjectImage.tsx';
import type { Draft } from './use-draft.ts';
import type { PendingFiles } from './use-files.ts';

/** Where the visitor writes: Enter sends, Shift+Enter makes a line, files come by button, paste or drop. */
export function Composer({ files, draft }: { files: PendingFiles; draft: Draft }) {
  const { chat, language, settings } = useUi();
  const { text } = language;
  const { words, write, field } = draft;
  useGrowing(draft);
  const sendable = words.trim() !== '' || files.files.length > 0;
  const send = () => {
    if (!sendable) return;
    const said = words.trim();
    chat.send({ ...(said ? { text: said } : {}), files: files.files });
    write('');
    files.clear();
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {files.problem && (
        <p class="problem" role="alert">
          {files.problem}
        </p>
      )}
      <FileChips files={files} />
      <div class="composer-row">
        <MenuButton />
        {settings.uploads && <AttachButton onFiles={files.add} />}
        <textarea
          ref={field}
          rows={1}
          value={words}
          maxLength={10_000}
          aria-label={text('composer')}
          placeholder={text('composerPlaceholder')}
          onInput={(event) => {
            write(event.currentTarget.value);
            if (event.currentTarget.value !== '') chat.typing();
          }}
          onKeyDown={(event) => {
            // While a word is being composed, Enter chooses it.
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files;
            if (!pasted?.length || !settings.uploads) return;
            event.preventDefault();
            files.add(pasted);
          }}
        />
        <button
          type="submit"
          class="send"
          aria-label={text('send')}
          title={text('send')}
          disabled={!sendable}
        >
          <SendIcon />
        </button>
      </div>
    </form>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { text } = useUi().language;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={text('attach')}
        title={text('attach')}
        onClick={() => input.current?.click()}
      >
        <AttachIcon />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(event.currentTarget.files ?? []);
          // The same file can be chosen again after it was removed.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function FileChips({ files }: { files: PendingFiles }) {
  const { text } = useUi().language;
  if (files.files.length === 0) return null;
  return (
    <ul class="chips">
      {files.files.map((file, index) => (
        <li key={`${index}-${file.name}`} class="chip">
          {file.type.startsWith('image/') ? <ObjectImage file={file} alt="" /> : <FileIcon />}
          <span>{file.name}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={text('removeFile', { name: file.name })}
            onClick={() => files.remove(file)}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Pixels of about five lines; `max-height` of the style sheet. */
const mostHeight = 128;

/** The field grows with the text up to {@link mostHeight}, and shows a bar only where it has more. */
function useGrowing({ words, field }: Draft): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    const borders = element.offsetHeight - element.clientHeight;
    const wanted = element.scrollHeight + borders;
    element.style.height = `${Math.min(wanted, mostHeight)}px`;
    element.style.overflowY = wanted > mostHeight ? 'auto' : 'hidden';
  }, [words, field]);
}
