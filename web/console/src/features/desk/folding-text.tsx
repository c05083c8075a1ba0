import { Anchor, Text } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './desk.module.css';
import { linkParts } from './link-rules.ts';
import { markedParts } from './mark-rules.ts';

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

const MARKED = { bold: 'strong', italic: 'em', code: 'code' } as const;

/** Words with their marks, as customers see them. */
function Words({ children }: { readonly children: string }) {
  return markedParts(children).map(({ at, kind, text }) => {
    const Tag = kind === 'text' ? Fragment : MARKED[kind];
    return <Tag key={at}>{text}</Tag>;
  });
}

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
            <Words key={at}>{text}</Words>
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
