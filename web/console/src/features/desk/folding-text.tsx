import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedWords } from '#src/components/marked-words.tsx';
import classes from './desk.module.css';
import { linkParts } from './link-rules.ts';

const MAX_LINES = 12;
const MAX_CHARACTERS = 900;

/** Whether a text is so long that it starts folded. */
export const isLong = (text: string): boolean =>
  text.length > MAX_CHARACTERS || text.split('\n').length > MAX_LINES;

type FoldingTextProps = {
  readonly children: string;
  /** Stars and underscores make words bold or italic. */
  readonly marked: boolean;
};

/** A text with its line breaks; a long one, such as the bot's transcript, unfolds on request. */
export function FoldingText({ children, marked }: FoldingTextProps) {
  const { t } = useTranslation('desk');
  const [open, setOpen] = useState(false);
  const folds = isLong(children);
  return (
    <>
      <Text
        size="sm"
        className={classes['text'] ?? ''}
        {...(folds && !open ? { lineClamp: MAX_LINES } : {})}
      >
        {linkParts(children).map(({ at, text, href }) =>
          href ? (
            <Anchor
              key={at}
              href={href}
              target="_blank"
              rel="noreferrer"
              inherit
              underline="always"
            >
              {text}
            </Anchor>
          ) : marked ? (
            <MarkedWords key={at}>{text}</MarkedWords>
          ) : (
            text
          ),
        )}
      </Text>
      {folds && (
        <Anchor
          component="button"
          type="button"
          size="sm"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? t('message.less') : t('message.more')}
        </Anchor>
      )}
    </>
  );
}
