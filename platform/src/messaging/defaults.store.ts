import type { Queryable } from '@tandem/kit';
import { builtInContentId } from './supported-content.store.ts';

export type ThreadingSetting = {
  readonly messengerType: string;
  readonly timeoutInMinutes: number;
};

/** Defaults of an organisation. */
export type Defaults = {
  readonly supportedContent: string;
  readonly setting: string | null;
  readonly threading: readonly ThreadingSetting[];
};

/** An ended conversation is opened again within this time: 72 hours. */
export const defaultThreadingMinutes = 72 * 60;

type Row = {
  supported_content: string | null;
  setting: string | null;
  threading: ThreadingSetting[] | null;
};

export const readDefaults = async (db: Queryable, org: string): Promise<Defaults> => {
  const [row] = await db.query<Row>(
    'select supported_content, setting, threading from messaging_default where org = $1',
    [org],
  );
  return {
    supportedContent: row?.supported_content ?? builtInContentId,
    setting: row?.setting ?? null,
    threading: row?.threading ?? [],
  };
};

const write = (column: 'supported_content' | 'setting' | 'threading') =>
  `insert into messaging_default (org, ${column}) values ($1, $2)
   on conflict (org) do update set ${column} = excluded.${column}`;

export const writeDefaultContent = (db: Queryable, org: string, id: string | null) =>
  db.query(write('supported_content'), [org, id]);

export const writeDefaultSetting = (db: Queryable, org: string, id: string | null) =>
  db.query(write('setting'), [org, id]);

export const writeThreading = (db: Queryable, org: string, settings: readonly ThreadingSetting[]) =>
  db.query(write('threading'), [org, JSON.stringify(settings)]);

/** Minutes of the threading window of open messaging. */
export const openThreadingMinutes = ({ threading }: Pick<Defaults, 'threading'>): number =>
  threading.find(({ messengerType }) => messengerType === 'open')?.timeoutInMinutes ??
  defaultThreadingMinutes;
