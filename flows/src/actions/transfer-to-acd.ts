import type { ActionDefinition } from './action.types.ts';
import { resource, template } from './fields.ts';

/** Several names arrive as JSON (`["a","b"]`) or separated by commas, since participant data holds texts only. */
export const toNames = (text: string): string[] => {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(trimmed);
      if (Array.isArray(parsed)) return parsed.map(String).filter((name) => name.trim() !== '');
    } catch {
      // Not JSON after all: a name may begin with a bracket.
    }
  }
  return trimmed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
};

const maxPriority = 25_000_000;

const toPriority = (text: string): number => {
  const value = Number(text.trim());
  if (!Number.isFinite(value)) return 0;
  return Math.max(-maxPriority, Math.min(maxPriority, Math.trunc(value)));
};

/** The run ends with the transfer; it goes on at `failure` when there is no such queue. */
export const transferToAcd: ActionDefinition = {
  type: 'transferToAcd',
  kinds: ['inboundMessage'],
  group: 'message',
  label: 'Transfer to ACD',
  fields: [
    resource('queue', 'Queue', { resource: 'queue', required: true }),
    template('skills', 'Skills'),
    template('language', 'Language skill'),
    template('priority', 'Priority'),
    template('preferredAgents', 'Preferred agents'),
  ],
  outlets: ['failure'],
  run: ({ text }) => ({
    effects: [
      {
        kind: 'transferToAcd',
        request: {
          queue: text('queue').trim(),
          skills: toNames(text('skills')),
          language: text('language').trim() || null,
          priority: toPriority(text('priority')),
          preferredAgents: toNames(text('preferredAgents')),
        },
      },
    ],
    goTo: 'wait',
  }),
};
