import { Anchor, Button, Group, Image, Paper, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './simulator.module.css';
import type { ChatButton, ChatCard, ChatLine } from './simulator-rules.ts';

type Press = (button: ChatButton) => void;

type ButtonsProps = {
  readonly buttons: readonly ChatButton[];
  /** Null where nobody waits for an answer any more. */
  readonly onPress: Press | null;
};

function ChatButtons({ buttons, onPress }: ButtonsProps) {
  return (
    <Group gap={6}>
      {buttons.map((button) =>
        button.payload === null ? (
          button.address === null ? (
            <Text key={button.text} size="sm">
              {button.text}
            </Text>
          ) : (
            <Anchor
              key={button.text}
              size="sm"
              href={button.address}
              target="_blank"
              rel="noopener noreferrer"
            >
              {button.text}
            </Anchor>
          )
        ) : (
          <Button
            key={`${button.text} ${button.payload}`}
            size="compact-sm"
            variant="default"
            disabled={onPress === null}
            onClick={() => onPress?.(button)}
          >
            {button.text}
          </Button>
        ),
      )}
    </Group>
  );
}

function Card({ card, onPress }: { readonly card: ChatCard; readonly onPress: Press | null }) {
  return (
    <Paper withBorder p="xs">
      <Stack gap={6}>
        {/^https:\/\//i.test(card.imageUrl) && (
          <Image src={card.imageUrl} alt="" mah={140} fit="contain" />
        )}
        <Text size="sm" fw={600}>
          {card.title}
        </Text>
        {card.description && <Text size="sm">{card.description}</Text>}
        {card.buttons.length > 0 && <ChatButtons buttons={card.buttons} onPress={onPress} />}
      </Stack>
    </Paper>
  );
}

function useNoteText() {
  const { t } = useTranslation('flows');
  return ({ note, values }: Extract<ChatLine, { kind: 'note' }>): string => {
    if (note !== 'outcome') return t(`simulator.notes.${note}`, { ...values });
    const { of = '', outcome = '' } = values;
    const chosen = t([`simulator.outcomes.${of}.${outcome}`], { defaultValue: outcome });
    return t('simulator.notes.outcome', { outcome: chosen });
  };
}

function Line({ line, onPress }: { readonly line: ChatLine; readonly onPress: Press | null }) {
  const { t } = useTranslation('flows');
  const noteText = useNoteText();
  if (line.kind === 'note')
    return (
      <Text size="xs" className={classes['note']} data-bad={line.bad}>
        {noteText(line)}
      </Text>
    );
  return (
    <div className={classes['bubble']} data-from={line.kind}>
      <VisuallyHidden>{t(`simulator.from.${line.kind}`)}</VisuallyHidden>
      {line.text !== '' && (
        <Text size="sm" className={classes['text']}>
          {line.text}
        </Text>
      )}
      {line.kind === 'flow' &&
        line.cards.map((card) => <Card key={card.title} card={card} onPress={onPress} />)}
      {line.kind === 'flow' && line.replies.length > 0 && (
        <ChatButtons buttons={line.replies} onPress={onPress} />
      )}
    </div>
  );
}

type SimulatorChatProps = {
  readonly lines: readonly ChatLine[];
  /** Null while the flow waits for no message. */
  readonly onPress: Press | null;
};

/** The conversation: what is said, and beside it what the flow would do. */
export function SimulatorChat({ lines, onPress }: SimulatorChatProps) {
  const { t } = useTranslation('flows');
  const end = useRef<HTMLLIElement>(null);
  const count = lines.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line is brought into sight
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  const last = lines.findLastIndex(({ kind }) => kind === 'flow');
  return (
    <div
      className={classes['chat']}
      role="log"
      aria-label={t('simulator.chat')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
    >
      <ol className={classes['lines']}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added
          <li key={index} ref={index === count - 1 ? end : null}>
            <Line line={line} onPress={index === last ? onPress : null} />
          </li>
        ))}
      </ol>
    </div>
  );
}
