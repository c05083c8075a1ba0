import type { FlowDocument, PublishProblem } from '@tandem/flows';
import { botTarget } from '../messaging/index.ts';

/**
 * The platform keeps no bots of its own: a Call Bot that names none that can be asked is told before it is published.
 * What a template makes is known only when the flow runs.
 */
export const botProblems = ({ actions }: FlowDocument): PublishProblem[] =>
  actions.flatMap(({ id, name, type, settings }) => {
    const bot = settings['bot'];
    if (type !== 'callBot' || typeof bot !== 'string') return [];
    if (bot.includes('{{') || botTarget(bot.trim())) return [];
    return [
      {
        code: 'bot.unknown',
        message: `"${name}": the platform has no bots of its own. Give the address of a bot (https://…), or connector:<name>/<path>.`,
        action: id,
        field: 'bot',
      },
    ];
  });
