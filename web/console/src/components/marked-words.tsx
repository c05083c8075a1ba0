import { Fragment } from 'react';
import { markedParts } from './mark-rules.ts';

const MARKED = { bold: 'strong', italic: 'em', code: 'code' } as const;

/** Words with their marks, as customers see them: stars and underscores make them bold or italic. */
export function MarkedWords({ children }: { readonly children: string }) {
  return markedParts(children).map(({ at, kind, text }) => {
    const Tag = kind === 'text' ? Fragment : MARKED[kind];
    return <Tag key={at}>{text}</Tag>;
  });
}
