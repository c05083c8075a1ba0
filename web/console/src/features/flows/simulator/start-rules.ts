/** Participant data typed as `name = value`, one a line; null when a line is none. */
export const readData = (typed: string): Readonly<Record<string, string>> | null => {
  const lines = typed.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line): readonly [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()];
  });
  return pairs.every(([name]) => name !== '') ? Object.fromEntries(pairs) : null;
};
