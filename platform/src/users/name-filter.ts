/** A name filter of the wire: `*` at either end stands for anything; case does not matter. Answers a LIKE pattern. */
export const namePattern = (name: string | undefined): string | null => {
  if (name === undefined || name === '') return null;
  const lead = name.startsWith('*') ? '%' : '';
  const trail = name.length > 1 && name.endsWith('*') ? '%' : '';
  const core = name.slice(lead.length, name.length - trail.length);
  return `${lead}${core.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`).toLowerCase()}${trail}`;
};

/** Without a `*` a search finds what begins with the text. */
export const prefixPattern = (name: string | undefined): string | null => {
  const pattern = namePattern(name);
  return pattern === null || name?.includes('*') ? pattern : `${pattern}%`;
};
