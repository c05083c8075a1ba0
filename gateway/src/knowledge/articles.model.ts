import type { KnowledgeLanguage } from '@tandem/contract';

export type ArticleRecord = {
  readonly id: string;
  readonly org: string;
  readonly title: string;
  readonly text: string;
  readonly language: KnowledgeLanguage;
  readonly tags: readonly string[];
  readonly link: string | null;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** What is looked for. */
export type KnowledgeQuery = {
  readonly org: string;
  /** Anything a person writes; words count, in every order. */
  readonly text: string;
  /** Articles in this language come first. */
  readonly language: KnowledgeLanguage | null;
  /** Only articles with one of them; none: all. */
  readonly tags: readonly string[];
  readonly most: number;
};
