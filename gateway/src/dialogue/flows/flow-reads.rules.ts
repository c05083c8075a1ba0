import type { CompiledFlow, PublishedFlow } from '@tandem/flows';

const holds = (value: unknown, word: string): boolean => {
  if (typeof value === 'string') return value.includes(word);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => holds(one, word));
};

/** Documents do not change; each is read once. */
const read = new WeakMap<CompiledFlow, boolean>();

const mayRead = (flow: CompiledFlow): boolean => {
  const known = read.get(flow);
  if (known !== undefined) return known;
  // A flow that calls others may lead to one that reads it.
  const calls = flow.document.actions.some(({ type }) => type === 'subflow');
  const found = calls || holds(flow.document, 'handover');
  read.set(flow, found);
  return found;
};

/** Whether a step of the flow may ask for `conversation.handover`. Yes, where it is not certain. */
export const mayReadHandover = ({ flow }: Pick<PublishedFlow, 'flow'>): boolean => mayRead(flow);
