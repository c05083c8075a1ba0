import { Accordion, Chip, Group, Paper, Text, ThemeIcon } from '@mantine/core';
import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconBolt,
  IconCircleDot,
  IconGitBranch,
  IconHeadset,
  IconMessage,
  IconRobot,
  IconRoute,
  IconWebhook,
} from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { DeliveryView } from './delivery-view.tsx';
import { useHopWords } from './hop-words.ts';
import {
  groupOf,
  type Hop,
  kindsOf,
  ofKinds,
  shortDuration,
  sinceBefore,
} from './timeline-rules.ts';

const ICONS: Readonly<Record<string, ComponentType<{ size?: number | string }>>> = {
  inbound: IconArrowDownLeft,
  outbound: IconArrowUpRight,
  event: IconBolt,
  flow: IconGitBranch,
  routing: IconRoute,
  send: IconArrowUpRight,
  delivery: IconWebhook,
  webhook: IconWebhook,
  activity: IconMessage,
  bot: IconRobot,
  handover: IconHeadset,
};

type HopItemProps = { readonly hop: Hop; readonly since: number | null };

function HopItem({ hop, since }: HopItemProps) {
  const { t, i18n } = useTranslation('monitor');
  const words = useHopWords();
  const Icon = ICONS[groupOf(hop)] ?? IconCircleDot;
  const gap = since === null ? null : shortDuration(since);
  return (
    <Accordion.Item value={hop.id}>
      <Accordion.Control
        icon={
          <ThemeIcon variant="light" color={hop.ok ? 'tandem' : 'red'} size="md" aria-hidden>
            <Icon size={16} />
          </ThemeIcon>
        }
      >
        <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <div>
            <Text size="xs" c="dimmed">
              {t(`kinds.${groupOf(hop)}`, { defaultValue: hop.kind })}
              {hop.handover ? ` · ${t('handoverNumber', { number: hop.handover })}` : ''}
            </Text>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {words(hop)}
            </Text>
            {!hop.ok && <StatusBadge tone="bad">{t('failed')}</StatusBadge>}
          </div>
          <Text size="xs" ta="right" component="div" pr="xs">
            <DateText value={hop.at} precise />
            {gap && (
              <Text size="xs" c="dimmed">
                {t(`gap.${gap.unit}`, { value: gap.value.toLocaleString(i18n.language) })}
              </Text>
            )}
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {hop.delivery ? (
          <DeliveryView delivery={hop.delivery} />
        ) : (
          <JsonView label={t('fields.payload')} value={hop.detail} />
        )}
      </Accordion.Panel>
    </Accordion.Item>
  );
}

/** Every hop of a conversation in order; each opens to what was sent and what came back. */
export function HopTimeline({ hops }: { readonly hops: readonly Hop[] }) {
  const { t } = useTranslation('monitor');
  const [kinds, setKinds] = useState<string[]>([]);
  const shown = ofKinds(hops, kinds);
  if (hops.length === 0) {
    return (
      <Paper withBorder p="lg">
        <Text c="dimmed">{t('timeline.empty')}</Text>
      </Paper>
    );
  }
  return (
    <>
      <Group gap="xs" mb="sm" role="group" aria-label={t('timeline.filter')}>
        <Chip.Group multiple value={kinds} onChange={setKinds}>
          {kindsOf(hops).map((kind) => (
            <Chip key={kind} value={kind} size="xs">
              {t(`kinds.${kind}`, { defaultValue: kind })}
            </Chip>
          ))}
        </Chip.Group>
      </Group>
      <Paper withBorder>
        <Accordion multiple variant="default" chevronPosition="right" order={2}>
          {shown.map((hop, index) => (
            <HopItem key={hop.id} hop={hop} since={sinceBefore(shown, index)} />
          ))}
        </Accordion>
      </Paper>
    </>
  );
}
