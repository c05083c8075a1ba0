import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type ChatState, type Placed, place } from '../chat/index.ts';
import { useUi } from './context.ts';
import { DownIcon } from './icons.tsx';
import { Message } from './Message.tsx';
import { PrivacyNote } from './Privacy.tsx';
import { SystemLine } from './SystemLine.tsx';
import { TypingSign } from './TypingSign.tsx';

const NEAR_PX = 80;

/** The messages. New ones are read out; the view follows them unless the visitor has scrolled up. */
export function MessageList({ state }: { state: ChatState }) {
  const { text } = useUi().language;
  const { log, content, away, follow, onScroll } = useFollow(state);
  const empty = state.items.length === 0;
  return (
    <div class="log-frame">
      {/* The log can be scrolled by keyboard only when it can have the focus. */}
      <div
        ref={log}
        class="log"
        role="log"
        aria-label={text('log')}
        aria-live={state.ready ? 'polite' : 'off'}
        aria-busy={!state.ready}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, a scrolling area must be reachable
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content}>
          {empty && state.refused === undefined && <Welcome loading={!state.ready} />}
          {place(state.items).map((placed) => (
            <Row key={placed.item.key} placed={placed} />
          ))}
          {state.typing && <TypingSign typing={state.typing} />}
        </div>
      </div>
      {away && (
        <button type="button" class="to-newest" onClick={follow}>
          <DownIcon />
          {text('newMessages')}
        </button>
      )}
    </div>
  );
}

function Row({ placed }: { placed: Placed }) {
  const { language, now } = useUi();
  return (
    <>
      {placed.newDay && <div class="day">{language.day(placed.item.at, now())}</div>}
      {placed.item.kind === 'message' ? (
        <Message item={placed.item} first={placed.first} last={placed.last} />
      ) : (
        <SystemLine item={placed.item} />
      )}
    </>
  );
}

function Welcome({ loading }: { loading: boolean }) {
  const { language, settings } = useUi();
  const { text } = language;
  if (loading) {
    return (
      <div class="welcome">
        <span class="spinner" aria-hidden="true" />
        <p>{text('loading')}</p>
      </div>
    );
  }
  return (
    <div class="welcome">
      <h3>{settings.greeting ?? text('welcome')}</h3>
      <p>{text(settings.uploads ? 'welcomeHint' : 'welcomeHintPlain')}</p>
      <PrivacyNote />
    </div>
  );
}

function useFollow({ items, typing }: ChatState) {
  const log = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  /** Pixels of the whole log when it was last looked at. */
  const height = useRef(0);
  const [away, setAway] = useState(false);
  const follow = () => {
    const element = log.current;
    if (element) {
      height.current = element.scrollHeight;
      element.scrollTop = height.current;
    }
    atEnd.current = true;
    setAway(false);
  };
  const last = items.at(-1);
  const own = last?.kind === 'message' && last.sender === 'user';
  const newest = last?.key;
  useLayoutEffect(() => {
    if (atEnd.current || own) follow();
    else if (newest !== undefined) setAway(true);
  }, [newest, typing !== undefined]);
  useEffect(() => {
    const element = log.current;
    if (!element || !content.current) return undefined;
    // Pictures get their height late, and a keyboard or a banner takes height away.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) follow();
      else height.current = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = log.current;
    if (!element) return;
    const { scrollHeight, scrollTop, clientHeight } = element;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // A log of another height was moved by what it holds, such as a picture that has its height now.
    const byVisitor = scrollHeight === height.current;
    height.current = scrollHeight;
    if (near) {
      atEnd.current = true;
      setAway(false);
    } else if (byVisitor) atEnd.current = false;
    else if (atEnd.current) follow();
  };
  return { log, content, away, follow, onScroll };
}
