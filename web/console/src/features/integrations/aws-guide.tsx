import { Alert, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { customBusSource, partnerSourceName } from '@tandem/contract';
import { useTranslation } from 'react-i18next';
import { JsonView } from '#src/components/json-view.tsx';
import {
  type AwsPlace,
  awsCli,
  awsCloudFormation,
  awsTerraform,
  placeOf,
} from './aws-guide-rules.ts';

type Props = {
  readonly org: string;
  readonly account: string;
  readonly region: string;
  readonly suffix: string;
  readonly bus: string;
  readonly source: string;
};

const TOOLS: readonly { readonly name: string; readonly write: (place: AwsPlace) => string }[] = [
  { name: 'cli', write: awsCli },
  { name: 'terraform', write: awsTerraform },
  { name: 'cloudFormation', write: awsCloudFormation },
];

/** Bus, policy, rule and target of a custom bus, filled in for three tools. */
export function AwsGuide({ org, account, region, suffix, bus, source }: Props) {
  const { t } = useTranslation('integrations');
  const place = placeOf({ account, region, bus, source: source || customBusSource(org, suffix) });
  return (
    <Stack mt="lg">
      <Title order={3} size="h5">
        {t('guide.title')}
      </Title>
      <Alert color="blue" icon={<IconInfoCircle size={18} />}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('guide.source', { source: place.source, partner: partnerSourceName(org, suffix) })}
        </Text>
      </Alert>
      <Tabs defaultValue="cli" keepMounted={false}>
        <Tabs.List>
          {TOOLS.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {t(`guide.tools.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TOOLS.map(({ name, write }) => (
          <Tabs.Panel key={name} value={name} pt="sm">
            <JsonView label={t(`guide.tools.${name}`)} value={write(place)} maxHeight={420} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
