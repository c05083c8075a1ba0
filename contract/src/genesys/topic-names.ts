import { type Topic, topics } from './topics.ts';

const placeholder = '{id}';

/** Names a topic: each `{id}` of the template is replaced by the next id. */
export function topicName(template: string, ...ids: readonly string[]): string {
  const left = [...ids];
  return template
    .split('.')
    .map((part) => (part === placeholder ? (left.shift() ?? part) : part))
    .join('.');
}

export type NamedTopic = { readonly topic: Topic; readonly ids: readonly string[] };

type Shape = { readonly topic: Topic; readonly parts: readonly string[] };

/** Templates by their number of parts, those with the fewest parameters first: split once, not for every name. */
const shapes: ReadonlyMap<number, readonly Shape[]> = Map.groupBy(
  topics
    .map((topic): Shape => ({ topic, parts: topic.template.split('.') }))
    .sort((a, b) => a.topic.parameters.length - b.topic.parameters.length),
  ({ parts }) => parts.length,
);

const fits = (template: readonly string[], name: readonly string[]): boolean =>
  template.every((part, index) =>
    part === placeholder ? name[index] !== '' : part === name[index],
  );

/** Finds the topic a name belongs to; the template with the fewest parameters wins. */
export function findTopic(name: string): NamedTopic | undefined {
  const given = name.split('.');
  const found = shapes.get(given.length)?.find(({ parts }) => fits(parts, given));
  return (
    found && {
      topic: found.topic,
      ids: given.filter((_, index) => found.parts[index] === placeholder),
    }
  );
}

/**
 * `v2.users.<id>?presence&routingStatus` stands for both topics, each once; any other name stands for itself. One after
 * the other, so that whoever has enough can stop.
 */
export function* expandTopicName(name: string): Generator<string> {
  const [base, suffixes] = name.split('?', 2);
  if (base === undefined || suffixes === undefined) return yield name;
  const said = new Set(['']);
  for (let from = 0; from <= suffixes.length; ) {
    const next = suffixes.indexOf('&', from);
    const end = next < 0 ? suffixes.length : next;
    const suffix = suffixes.slice(from, end);
    if (!said.has(suffix)) yield `${base}.${suffix}`;
    said.add(suffix);
    from = end + 1;
  }
}
