import { Alert, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  type AwsPlace,
  awsCli,
  awsCloudFormation,
  awsTerraform,
  placeOf,
} from './aws-guide-rules.ts';
import { JsonView } from './json-view.tsx';

type AwsGuideProps = Omit<AwsPlace, 'partition'> & {
  /** Name that the events would have from a partner; null: they are no integration's. */
  readonly partner: string | null;
};

const TOOLS: readonly { readonly name: string; readonly write: (place: AwsPlace) => string }[] = [
  { name: 'cli', write: awsCli },
  { name: 'terraform', write: awsTerraform },
  { name: 'cloudFormation', write: awsCloudFormation },
];

/** Bus, policy, rule and target of a custom bus, filled in for three tools. */
export function AwsGuide({ partner, ...given }: AwsGuideProps) {
  const { t } = useTranslation('common');
  const place = placeOf(given);
  return (
    <Stack>
      <Title order={3} size="h5">
        {t('awsGuide.title')}
      </Title>
      <Alert color="blue" icon={<IconInfoCircle size={18} />}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {partner === null
            ? t('awsGuide.ownSource', { source: place.source })
            : t('awsGuide.source', { source: place.source, partner })}
        </Text>
      </Alert>
      <Text size="sm">{t('awsGuide.policy')}</Text>
      <Tabs defaultValue="cli" keepMounted={false}>
        <Tabs.List>
          {TOOLS.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {t(`awsGuide.tools.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TOOLS.map(({ name, write }) => (
          <Tabs.Panel key={name} value={name} pt="sm">
            <JsonView label={t(`awsGuide.tools.${name}`)} value={write(place)} maxHeight={420} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
