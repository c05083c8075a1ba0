import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import type { FieldDescriptor, FormValues } from '#src/components/form-rules.ts';

export type Article = ReplyOf<'GET /tandem/gateway/knowledge/articles/{articleId}'>;
export type ArticleRequest = BodyOf<'POST /tandem/gateway/knowledge/articles'>;

/** Languages whose words are found by their stems. */
export const KNOWLEDGE_LANGUAGES = ['de', 'en', 'tr'] as const;

export const languageFor = (language: string): ArticleRequest['language'] =>
  KNOWLEDGE_LANGUAGES.find((one) => language.startsWith(one)) ?? 'en';

export const articleFields = (
  t: (key: string) => string,
  names: Readonly<Record<ArticleRequest['language'], string>>,
): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'title', label: t('fields.title'), required: true, maxLength: 300 },
  {
    ...{ kind: 'textarea', name: 'text', label: t('fields.text') },
    ...{ description: t('fields.textHelp'), maxLength: 50_000 },
  },
  {
    ...{ kind: 'select', name: 'language', label: t('fields.language'), required: true },
    description: t('fields.languageHelp'),
    options: KNOWLEDGE_LANGUAGES.map((value) => ({ value, label: names[value] })),
  },
  { kind: 'tags', name: 'tags', label: t('fields.tags'), description: t('fields.tagsHelp') },
  {
    ...{ kind: 'text', name: 'link', label: t('fields.link'), description: t('fields.linkHelp') },
    ...{ pattern: /^https?:\/\/\S+$/, patternMessage: t('fields.linkPattern') },
  },
  {
    ...{ kind: 'switch', name: 'enabled', label: t('fields.enabled') },
    description: t('fields.enabledHelp'),
  },
];

export const articleToForm = (article: Article | null, language: string): FormValues => ({
  title: article?.title ?? '',
  text: article?.text ?? '',
  language: article?.language ?? languageFor(language),
  tags: article?.tags ?? [],
  link: article?.link ?? '',
  enabled: article?.enabled ?? true,
});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const formToArticle = (values: FormValues): ArticleRequest => ({
  title: textOf(values['title']),
  text: textOf(values['text']),
  language: languageFor(textOf(values['language'])),
  tags: Array.isArray(values['tags']) ? [...values['tags']] : [],
  link: textOf(values['link']) || null,
  enabled: values['enabled'] !== false,
});
