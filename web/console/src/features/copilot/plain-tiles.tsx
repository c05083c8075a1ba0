import { Badge, DataList, List, Text } from '@mantine/core';
import type { CopilotContent } from '@tandem/contract';
import { useTranslation } from 'react-i18next';
import { TileEmpty } from './tile.tsx';

type Of<Type extends CopilotContent['type']> = Extract<CopilotContent, { type: Type }>;

/** Who the customer is. */
export function IdentityTile({ content }: { readonly content: Of<'identity'> }) {
  const { t } = useTranslation('copilot');
  return (
    <>
      <Text fw={600}>{content.name ?? t('identity.unnamed')}</Text>
      <DataList size="sm" mt={4}>
        {content.rows.map(({ key, label, value }) => (
          <DataList.Item key={key ?? label}>
            <DataList.ItemLabel>{key ? t(`identity.${key}`) : label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
              {key === 'verified' ? t(`identity.is.${value === 'true'}`) : value}
            </DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </>
  );
}

/** What to do now. */
export function NextActionTile({ content }: { readonly content: Of<'nextAction'> }) {
  const { t } = useTranslation('copilot');
  if (content.steps.length === 0) return <TileEmpty text={t('nextAction.none')} />;
  return (
    <List size="sm" spacing={4} type="ordered">
      {content.steps.map(({ code, params, text }) => (
        <List.Item key={`${code} ${text} ${JSON.stringify(params)}`}>
          {code ? t(`nextAction.${code}`, params ?? {}) : text}
        </List.Item>
      ))}
    </List>
  );
}

const moods = { positive: 'teal', neutral: 'gray', negative: 'red' } as const;

/** How the customer feels, where somebody can tell. */
export function SentimentTile({ content }: { readonly content: Of<'sentiment'> }) {
  const { t } = useTranslation('copilot');
  const { sentiment, reason } = content;
  if (!sentiment) return <TileEmpty text={t('sentiment.none')} />;
  return (
    <>
      <Badge color={moods[sentiment]} variant="outline" size="lg" tt="none">
        {t(`sentiment.${sentiment}`)}
      </Badge>
      {reason && (
        <Text size="sm" mt={4}>
          {reason}
        </Text>
      )}
    </>
  );
}

/** What it is about. */
export function SummaryTile({ content }: { readonly content: Of<'summary'> }) {
  const { t } = useTranslation('copilot');
  if (!content.text) return <TileEmpty text={t('summary.none')} />;
  return (
    <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
      {content.text}
    </Text>
  );
}
