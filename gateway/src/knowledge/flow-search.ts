import type { FlowEffect, FlowInput, FlowValue } from '@tandem/flows';
import type { Database } from '@tandem/kit';
import type { Session } from '../conversations/index.ts';
import { knowledgeLanguageOf, searchKnowledge } from './articles.usecases.ts';

/** Looks up what a flow asks for, in the language it names or in that of the conversation. */
export const searchForFlow = async (
  db: Database,
  effect: Extract<FlowEffect, { kind: 'searchKnowledge' }>,
  { org, locale }: Pick<Session, 'org' | 'locale'>,
): Promise<FlowInput> => {
  const { id, query: text, tags, most } = effect;
  const language = knowledgeLanguageOf(effect.language || locale);
  const hits = await searchKnowledge(db, { org, text, tags, most, language });
  const outlet = hits.length > 0 ? 'next' : 'nothing';
  return { kind: 'result', effect: id, outlet, data: hits as unknown as FlowValue };
};
