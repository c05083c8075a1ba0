/** Bounds of paths: beyond them a path or a document is a mistake or an attack. */
export const pathLimits = {
  /** Characters of a path. */
  source: 4_000,
  /** Brackets inside brackets of a path. */
  nesting: 100,
  /** Values any part of a path may select. */
  nodes: 100_000,
  /** Units of work of one run: values visited, compared or tested, 64 characters of text. */
  work: 1_000_000,
  /** Levels of a document that `..` and comparisons go down. */
  depth: 512,
} as const;
