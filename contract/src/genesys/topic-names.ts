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

function idsOf(template: readonly string[], name: readonly string[]): string[] | undefined {
  if (template.length !== name.length) return undefined;
  const fits = template.every((part, index) =>
    part === placeholder ? name[index] !== '' : part === name[index],
  );
  return fits ? name.filter((_, index) => template[index] === placeholder) : undefined;
}

/** Finds the topic a name belongs to; the template with the fewest parameters wins. */
export function findTopic(name: string): NamedTopic | undefined {
  const parts = name.split('.');
  return topics
    .flatMap((topic) => {
      const ids = idsOf(topic.template.split('.'), parts);
      return ids ? [{ topic, ids }] : [];
    })
    .sort((a, b) => a.ids.length - b.ids.length)[0];
}

/** `v2.users.<id>?presence&routingStatus` stands for both topics; any other name stands for itself. */
export function expandTopicName(name: string): string[] {
  const [base, suffixes] = name.split('?', 2);
  if (base === undefined || suffixes === undefined) return [name];
  return suffixes
    .split('&')
    .filter((suffix) => suffix !== '')
    .map((suffix) => `${base}.${suffix}`);
}
