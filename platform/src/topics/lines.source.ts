import { topicName } from '@tandem/contract';
import type { StoredEvent } from '@tandem/events';
import type { EventBody, Found, Needs, TopicSource } from './topic.model.ts';

export type Data = Readonly<Record<string, unknown>>;

/** One topic of an event of a user, queue or flow. */
export type Line = {
  readonly template: string;
  /** Null: the event is not for the topic. */
  readonly idsOf: (data: Data) => readonly string[] | null;
  readonly needs?: (data: Data) => Needs;
  readonly body: (data: Data, found: Found, event: StoredEvent) => EventBody;
};

const dataOf = ({ data }: StoredEvent) => data as Data;

export const linesSource = (...lines: readonly Line[]): TopicSource => {
  const named = new Map(lines.map((line) => [line.template, line]));
  return {
    templates: [...named.keys()],
    topics: (event) =>
      lines.flatMap(({ template, idsOf }) => {
        const ids = idsOf(dataOf(event));
        return ids === null ? [] : [{ template, topicName: topicName(template, ...ids) }];
      }),
    needs: (event, wanted) =>
      Object.assign(
        {},
        ...(wanted ?? []).map(({ template }) => named.get(template)?.needs?.(dataOf(event))),
      ),
    render:
      (event, found) =>
      ({ template }) =>
        named.get(template)?.body(dataOf(event), found, event) ?? null,
  };
};
