import { type Static, Type } from 'typebox';

/** What a tile of the workspace shows. */
export const copilotTileTypes = [
  'identity',
  'transcript',
  'nextAction',
  'knowledge',
  'suggestedReplies',
  'summary',
  'sentiment',
  'html',
  'iframe',
] as const;
export type CopilotTileType = (typeof copilotTileTypes)[number];

/** Names of tiles within a workspace. */
export const copilotTileId = '^[A-Za-z][A-Za-z0-9-]{0,39}$';

/** Bounds of the grid; nobody reads more than that. */
export const copilotGridLimits = { columns: 12, rows: 40, gap: 64 } as const;

export const CopilotGrid = Type.Object({
  columns: Type.Integer({ minimum: 1, maximum: copilotGridLimits.columns }),
  rows: Type.Integer({ minimum: 1, maximum: copilotGridLimits.rows }),
  /** Pixels between tiles. */
  gap: Type.Integer({ minimum: 0, maximum: copilotGridLimits.gap }),
});
export type CopilotGrid = Static<typeof CopilotGrid>;

const longText = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

/** Settings of a tile; each type reads its own. */
export const CopilotTileSettings = Type.Object({
  /** Heading; without one the name of the type in the reader's language. */
  title: longText(120),
  /** Of `html`: what is shown until a flow sets something else. */
  html: longText(100_000),
  /** Of `iframe`: the address. */
  url: Type.Optional(Type.String({ maxLength: 2048, pattern: '^https?://' })),
  /** Of `knowledge`: only articles with one of these tags. */
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 5 })),
});
export type CopilotTileSettings = Static<typeof CopilotTileSettings>;

/** A tile in the grid: its upper left cell, counted from 1, and how many cells it covers. */
export const CopilotTile = Type.Object({
  type: Type.Enum(copilotTileTypes),
  x: Type.Integer({ minimum: 1, maximum: copilotGridLimits.columns }),
  y: Type.Integer({ minimum: 1, maximum: copilotGridLimits.rows }),
  rows: Type.Integer({ minimum: 1, maximum: copilotGridLimits.rows }),
  columns: Type.Integer({ minimum: 1, maximum: copilotGridLimits.columns }),
  settings: Type.Optional(CopilotTileSettings),
});
export type CopilotTile = Static<typeof CopilotTile>;

/** The workspace without tiles of its own. */
export const defaultCopilotGrid: CopilotGrid = { columns: 3, rows: 8, gap: 10 };

export const defaultCopilotTiles: Readonly<Record<string, CopilotTile>> = {
  identity: { type: 'identity', x: 1, y: 1, rows: 2, columns: 1 },
  summary: { type: 'summary', x: 1, y: 3, rows: 3, columns: 1 },
  'next-action': { type: 'nextAction', x: 1, y: 6, rows: 2, columns: 1 },
  sentiment: { type: 'sentiment', x: 1, y: 8, rows: 1, columns: 1 },
  transcript: { type: 'transcript', x: 2, y: 1, rows: 8, columns: 1 },
  'suggested-replies': { type: 'suggestedReplies', x: 3, y: 1, rows: 4, columns: 1 },
  knowledge: { type: 'knowledge', x: 3, y: 5, rows: 4, columns: 1 },
};

/** Who made the content of a tile: rules of the product, a flow of the organisation, or a language model. */
export type CopilotMaker = 'rules' | 'flow' | 'model';

export const copilotSentiments = ['positive', 'neutral', 'negative'] as const;
export type CopilotSentiment = (typeof copilotSentiments)[number];

/** Steps that the rules advise. Every code has a text in the console's languages. */
export const copilotSteps = ['greet', 'answer', 'waiting', 'file', 'verify', 'article'] as const;
export type CopilotStep = (typeof copilotSteps)[number];

/** A row of the identity: a known `key` has words of its own in the reader's language, others show their label. */
export type CopilotRow = {
  readonly key?: 'userId' | 'verified' | 'locale' | 'endpoint' | 'queue' | 'reason';
  readonly label?: string;
  readonly value: string;
};

export type CopilotHit = {
  readonly id: string;
  readonly title: string;
  readonly excerpt: string;
  readonly language: string;
  readonly tags: readonly string[];
  readonly link: string | null;
};

/** What stands in a tile, by its type. A transcript has none: its lines are those of the conversation. */
export type CopilotContent =
  | {
      readonly type: 'identity';
      readonly name: string | null;
      readonly rows: readonly CopilotRow[];
    }
  | {
      readonly type: 'nextAction';
      readonly steps: readonly {
        readonly code?: CopilotStep;
        readonly params?: Readonly<Record<string, string>>;
        readonly text?: string;
      }[];
    }
  | { readonly type: 'knowledge'; readonly query: string; readonly hits: readonly CopilotHit[] }
  | {
      readonly type: 'suggestedReplies';
      readonly replies: readonly { readonly text: string; readonly source: string | null }[];
    }
  | { readonly type: 'summary'; readonly text: string }
  | {
      readonly type: 'sentiment';
      readonly sentiment: CopilotSentiment | null;
      readonly reason: string | null;
    }
  | { readonly type: 'html'; readonly html: string; readonly data?: unknown }
  | { readonly type: 'iframe'; readonly url: string; readonly data?: unknown };

/** A tile as it stands: `problem` says why it is not as good as it could be, in words that may be shown. */
export type CopilotTileState = {
  readonly tile: string;
  readonly content: CopilotContent;
  readonly maker: CopilotMaker;
  readonly problem: string | null;
  /** Rises with every change within the conversation. */
  readonly revision: number;
  readonly dateModified: string;
};

/** A line of the transcript; numbers of cards are masked. */
export type CopilotLine = {
  readonly seq: number;
  readonly from: 'customer' | 'bot' | 'agent';
  readonly name: string | null;
  readonly text: string;
  readonly files: readonly string[];
  readonly date: string;
};

/** What a workspace page is told over its socket; it goes on behind the two marks. */
export type CopilotNews = {
  readonly tiles: readonly CopilotTileState[];
  readonly lines: readonly CopilotLine[];
  readonly marks: { readonly revision: number; readonly seq: number };
};
