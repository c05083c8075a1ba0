import { createContext, useContext } from 'react';
import type { Catalogue } from '../document/catalogue.ts';

/** The actions that nodes of a canvas may be. */
export const CanvasCatalogue = createContext<Catalogue>(new Map());
export const useCanvasCatalogue = (): Catalogue => useContext(CanvasCatalogue);
