import { findTopic, type TopicTemplate, topicSchemas } from '@tandem/contract';
import { Compile } from 'typebox/compile';

const compiled = new Map<string, ReturnType<typeof Compile>>();

const checkOf = (template: string) => {
  const known = compiled.get(template);
  if (known) return known;
  const check = Compile(topicSchemas[template as TopicTemplate]);
  compiled.set(template, check);
  return check;
};

/** What is wrong with the body of an event by the schema of its topic; empty when nothing is. */
export const problemsOf = (topicName: string, body: unknown): string[] => {
  const found = findTopic(topicName);
  if (!found) return [`unknown topic ${topicName}`];
  const check = checkOf(found.topic.template);
  if (check.Check(body)) return [];
  return check
    .Errors(body)
    .map(({ instancePath, message }) => `${topicName}${instancePath}: ${message}`);
};
