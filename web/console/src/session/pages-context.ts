import { createContext, useContext } from 'react';

/** A page as others may point at it. */
export type PageLink = {
  readonly path: string;
  readonly titleKey: string;
  readonly group: string;
};

export const PagesContext = createContext<readonly PageLink[]>([]);

/** The pages the person may see: features link only to these. */
export const useVisiblePages = (): readonly PageLink[] => useContext(PagesContext);
