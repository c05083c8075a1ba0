import { pageOf as askedPage } from '../listing/index.ts';

export { toListing } from '../listing/index.ts';

export type PageRequest = {
  readonly pageSize?: number;
  readonly pageNumber?: number;
};

/** A page as SQL asks for it. */
export type Page = { readonly limit: number; readonly offset: number };

export const pageOf = (request: PageRequest): Page => {
  const { size, offset } = askedPage(request);
  return { limit: size, offset };
};
