export * from './articles.model.ts';
export { knowledgeHandlers } from './articles.operations.ts';
export {
  type KnowledgeDeps,
  knowledgeLanguageOf,
  searchKnowledge,
  searchKnowledgeOfAll,
} from './articles.usecases.ts';
export { searchForFlow } from './flow-search.ts';
