/** Bounds of templates: beyond them a template is a mistake or an attack. */
export const templateLimits = {
  /** Characters of a template. */
  source: 256 * 1024,
  /** Parts (operators, names, literals, …) of one expression; bounds its nesting too. */
  parts: 1_000,
  /** Brackets inside brackets. */
  nesting: 64,
  /** Units of work of one filling: parts evaluated, items visited, 64 characters made or scanned. */
  steps: 100_000,
  /** Characters of any text made on the way. */
  text: 1024 * 1024,
  /** Characters of the whole result. */
  output: 64 * 1024,
  /** Lists and maps inside each other when they become text. */
  depth: 512,
} as const;
