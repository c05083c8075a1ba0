/** Black or white, whichever is easier to read on the colour (WCAG relative luminance); nothing for a colour that is not `#rgb` or `#rrggbb`. */
export function readableOn(color: string): '#000000' | '#ffffff' | undefined {
  const hex = /^#(?:[\da-f]{3}|[\da-f]{6})$/i.exec(color.trim())?.[0].slice(1);
  if (!hex) return undefined;
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    linear(Number.parseInt(full.slice(at, at + 2), 16) / 255),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}

const linear = (part: number): number =>
  part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
