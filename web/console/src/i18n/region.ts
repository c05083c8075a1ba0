/**
 * The reader's own variant of a language for dates and times: English is 3:05 PM in the United States and 15:05 in
 * Britain. The language alone where the browser names no variant of it.
 */
export const inRegion = (
  language: string,
  preferred: readonly string[] = navigator.languages,
): string =>
  preferred.find(
    (one) => one.toLowerCase().startsWith(`${language.toLowerCase()}-`) && isTag(one),
  ) ?? language;

/** Some browsers name what is no language tag, such as `en-US@posix`. */
const isTag = (wish: string): boolean => {
  try {
    return Intl.getCanonicalLocales(wish).length === 1;
  } catch {
    return false;
  }
};
