import type { ActivityAttachment, CardAction } from '@tandem/contract';
import { useRef } from 'preact/hooks';
import { actionEffect, actionTitle, mediaUrl, readCard } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { useUi } from './context.ts';
import { BackIcon, ForwardIcon } from './icons.tsx';

/** Cards below each other, or beside each other when the bot asks for a carousel. */
export function Cards({
  cards,
  carousel,
  dates = false,
}: {
  cards: readonly ActivityAttachment[];
  carousel: boolean;
  /** The buttons are points in time. */
  dates?: boolean;
}) {
  const drawn = cards.map((card, index) => (
    <CardView key={`${index}-${card.contentType}`} attachment={card} dates={dates} />
  ));
  return carousel && cards.length > 1 ? (
    <Carousel>{drawn}</Carousel>
  ) : (
    <div class="cards">{drawn}</div>
  );
}

function Carousel({ children }: { children: preact.ComponentChildren }) {
  const { text } = useUi().language;
  const track = useRef<HTMLDivElement>(null);
  const step = (direction: number) => {
    const width = track.current?.firstElementChild?.clientWidth ?? 0;
    track.current?.scrollBy({ left: direction * (width + 8) });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div class="carousel" role="group" aria-label={text('cards')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <div class="track" ref={track} tabIndex={0}>
        {children}
      </div>
      <div class="carousel-buttons">
        <button
          type="button"
          class="icon-button"
          aria-label={text('previousCard')}
          onClick={() => step(-1)}
        >
          <BackIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={text('nextCard')}
          onClick={() => step(1)}
        >
          <ForwardIcon />
        </button>
      </div>
    </div>
  );
}

function CardView({ attachment, dates }: { attachment: ActivityAttachment; dates: boolean }) {
  const { language, settings, now } = useUi();
  const card = readCard(attachment);
  if (!card) return <div class="card muted">{language.text('unsupportedCard')}</div>;
  const image = card.image && mediaUrl(card.image.url, settings.endpoint);
  return (
    <div class="card">
      {image && <img src={image} alt={card.image?.alt ?? ''} />}
      <div class="card-text">
        {card.title && <strong>{card.title}</strong>}
        {card.subtitle && <span class="card-subtitle">{card.subtitle}</span>}
        {card.text && <p>{card.text}</p>}
      </div>
      {card.buttons.map((button, index) => (
        <ActionButton
          key={`${index}-${actionTitle(button)}`}
          action={dates ? shownAsDate(button, language, now()) : button}
          look="card-button"
        />
      ))}
    </div>
  );
}

/** The point in time that a button stands for; null: it stands for none. */
export function momentOf({ value }: CardAction): number | null {
  const at = Date.parse(String(value ?? ''));
  return Number.isNaN(at) ? null : at;
}

/** A point in time as the visitor writes it; what is sent stays as it was offered. */
export function shownAsDate(action: CardAction, language: Language, now: number): CardAction {
  const at = momentOf(action);
  if (at === null) return action;
  const said = `${language.date(at, now)}, ${language.time(at)}`;
  const title = language.slot(at, now);
  return { type: 'messageBack', title, text: said, displayText: said, value: action.value };
}

interface ActionButtonProps {
  readonly action: CardAction;
  readonly look: string;
  /** Shown instead of the whole name, where what stands around it says the rest. */
  readonly short?: string | undefined;
}

/** A button of a bot: says something or opens a link; what can do neither is not shown. */
export function ActionButton({ action, look, short }: ActionButtonProps) {
  const { chat, language, settings, isPast = false } = useUi();
  const effect = actionEffect(action, settings.endpoint);
  switch (effect.kind) {
    case 'say':
      return (
        <button
          type="button"
          class={look}
          disabled={isPast}
          onClick={() => chat.send(effect.draft)}
          {...(short ? { 'aria-label': actionTitle(action) } : {})}
        >
          {short ?? actionTitle(action)}
        </button>
      );
    case 'open':
      return (
        <a
          class={look}
          href={effect.href}
          target="_blank"
          rel="noopener noreferrer"
          title={language.text('opensNewTab')}
        >
          {actionTitle(action)}
        </a>
      );
    case 'none':
      return null;
  }
}
