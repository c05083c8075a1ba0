/** Part of a translation key under `app`: why there is nothing to see. */
export type Missing = 'notFound' | 'forbidden' | 'noRole';

/** The role that everybody has; it opens nothing to work with. Default roles keep their name. */
const EVERYBODY = 'employee';

const fits = (page: string, path: string): boolean => {
  const [wanted, given] = [page, path].map((one) => one.replace(/\/+$/, '').split('/'));
  return (
    wanted?.length === given?.length &&
    (wanted ?? []).every((part, index) => part.startsWith('$') || part === given?.[index])
  );
};

/** @param input.pages paths of all pages that this server has, whether the person may see them or not. */
export const whyMissing = (input: {
  readonly path: string;
  readonly pages: readonly string[];
  readonly roles: readonly string[];
}): Missing => {
  if (!input.pages.some((page) => fits(page, input.path))) return 'notFound';
  return input.roles.every((role) => role === EVERYBODY) ? 'noRole' : 'forbidden';
};
