import { ActionFailure } from '../action-failure.ts';
import {
  type DocumentFormat,
  documentPrices,
  documentSizes,
  parseText,
} from '../documents/index.ts';
import type { FlowValue } from '../flow.model.ts';
import { type CompiledPath, compilePath, pathLimits } from '../json-path/index.ts';
import { LanguageError } from '../language-error.ts';
import type { Values } from '../run.model.ts';
import type { Tiers } from '../work-pool.ts';
import type { ActionContext } from './action.types.ts';

export type Extracted = {
  readonly values: Values;
  /** `path.nothing:<variable>` where a path matched nothing, `document.unreadable` where there is no document. */
  readonly flags: readonly string[];
};

type Wanted = { readonly name: string; readonly path: CompiledPath };

/** Rows of variable and path, paths read once per published flow. */
const wantedOf = ({ rows, caches }: ActionContext, setting: string): readonly Wanted[] =>
  caches.once(`paths ${setting}`, () =>
    rows(setting).map((row) => ({
      name: String(row.raw('variable')),
      path: compilePath(String(row.raw('path')), { dialect: 'jayway' }),
    })),
  );

const nothing = (wanted: readonly Wanted[]): Record<string, FlowValue> =>
  Object.fromEntries(wanted.map(({ name }) => [name, null]));

const pathTiers: Tiers = {
  bounds: [100, 10_000, pathLimits.work],
  price: 0.5,
  code: 'path.budget',
};

const select = (
  { pool }: ActionContext,
  document: FlowValue,
  wanted: readonly Wanted[],
): Extracted => {
  const values = nothing(wanted);
  const flags: string[] = [];
  for (const { name, path } of wanted) {
    const { matched, value } = pool.within(pathTiers, (work) =>
      path.select(document, { work, checkTime: () => pool.checkTime() }),
    );
    values[name] = value;
    if (!matched) flags.push(`path.nothing:${name}`);
  }
  return { values, flags };
};

/** A text as a document. @throws LanguageError when it cannot be read, ActionFailure `work.budget`. */
export const read = (
  { pool }: Pick<ActionContext, 'pool'>,
  format: DocumentFormat,
  text: string,
): FlowValue => {
  // What is longer is refused unread, with the limit.
  const characters = text.length > documentSizes[format] ? 0 : text.length;
  pool.take(characters * documentPrices[format]);
  return parseText(text, format);
};

/** Parts of a document by the rows of a setting. What is not there leaves its variable empty. */
export const extractFrom = (
  context: ActionContext,
  setting: string,
  document: FlowValue,
): Extracted => select(context, document, wantedOf(context, setting));

/** Parts of a text of a type; all variables are empty when it cannot be read. */
export const extract = (
  context: ActionContext,
  { rows, type, text }: { readonly rows: string; readonly type: string; readonly text: string },
): Extracted => {
  const wanted = wantedOf(context, rows);
  if (wanted.length === 0) return { values: {}, flags: [] };
  try {
    return select(context, read(context, type as DocumentFormat, text), wanted);
  } catch (error) {
    if (!(error instanceof LanguageError) && !(error instanceof ActionFailure)) throw error;
    return { values: nothing(wanted), flags: [`document.unreadable:${error.code}`] };
  }
};
