import { sameEventModels } from './generate-contract-families.ts';
import { header, importLines } from './generate-contract-files.ts';
import type { Reference } from './generate-contract-reference.ts';

type TopicFact = { readonly template: string; readonly schema: string };

/** The fields of a model under the names of another topic's models, as text to compare. */
function renamed(reference: Reference, model: string, names: readonly [string, string]): string {
  const text = JSON.stringify(reference.components.schemas[model] ?? null);
  return text.replaceAll(`/${names[0]}`, `/${names[1]}`);
}

/**
 * Name of the model that serves a topic's body.
 * @throws Error if the reference no longer repeats the model field by field.
 */
export function eventModel(reference: Reference, schema: string): string {
  const names = sameEventModels.find(([repeated]) => schema.startsWith(repeated));
  if (!names) return schema;
  const model = schema.replace(names[0], names[1]);
  if (renamed(reference, schema, names) !== renamed(reference, model, names))
    throw new Error(`${schema} and ${model} differ: take them out of sameEventModels`);
  return model;
}

/** The schema of every topic's event body, by template. */
export function topicSchemasFile(
  reference: Reference,
  topics: readonly TopicFact[],
  home: ReadonlyMap<string, string>,
): string[] {
  const models = topics.map(
    ({ template, schema }) => [template, eventModel(reference, schema)] as const,
  );
  const imports = importLines(new Set(models.map(([, model]) => model)), '', home);
  return [
    ...header,
    ...imports.map((line) => line.replace('../models/', './models/')),
    '',
    '/** Body of the events of each topic that the reference has a model of. */',
    'export const referenceTopicSchemas = {',
    ...models.map(([template, model]) => `  '${template}': ${model},`),
    '} as const;',
  ];
}
