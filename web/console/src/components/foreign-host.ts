/** The host of a picture that lies on another server than the page; null: it does not. */
export const foreignHost = (source: string, origin: string): string | null => {
  const url = URL.parse(source, origin);
  return url === null || url.origin === origin ? null : url.host;
};
