/** How often a minute, use by use; 0: as often as one likes. */
export type LimitsOf<Use extends string> = Readonly<Record<Use, number>>;

const all = <Use extends string>(uses: readonly Use[], count: number) =>
  Object.fromEntries(uses.map((use) => [use, count])) as LimitsOf<Use>;

export const unlimited = <Use extends string>(uses: readonly Use[]): LimitsOf<Use> => all(uses, 0);

/**
 * Reads `tokens=600,activities=6000`, or one number for all. What is left out has no limit. The reader throws an Error
 * in words for the operator.
 */
export const limitsReader =
  <Use extends string>(uses: readonly Use[]) =>
  (text: string): LimitsOf<Use> => {
    const whole = (value: string) => {
      if (!/^\d{1,9}$/.test(value)) throw new Error(`"${value}" is not a whole number`);
      return Number(value);
    };
    const given = text.trim();
    if (/^\d+$/.test(given)) return all(uses, whole(given));
    const parts = given.split(',').map((part) => part.split('=').map((word) => word.trim()));
    const named = parts.map(([name = '', value = '']) => {
      if (!(uses as readonly string[]).includes(name))
        throw new Error(`"${name}" is none of ${uses.join(', ')}`);
      return [name, whole(value)] as const;
    });
    return { ...unlimited(uses), ...Object.fromEntries(named) };
  };
