import { Accordion, Badge, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

export type FoldingSection = {
  readonly name: string;
  readonly label: string;
  readonly description?: string | null;
  /** How many of its settings have a value. */
  readonly set: number;
  /** Something in it is objected to: it stays open. */
  readonly isBad: boolean;
  readonly children: ReactNode;
};

type Props = {
  readonly sections: readonly FoldingSection[];
  /** Level of the headings. */
  readonly order: 2 | 3 | 4;
  readonly small?: boolean;
};

/**
 * Parts of a long form under headings that fold. Open are the first, those with values, and those that have come since
 * the form appeared.
 */
export function FoldingSections({ sections, order, small = false }: Props) {
  const { t } = useTranslation('common');
  const [closed, setClosed] = useState<ReadonlySet<string>>(
    () =>
      new Set(sections.filter(({ set }, index) => index > 0 && set === 0).map((one) => one.name)),
  );
  const open = sections.filter(({ name, isBad }) => isBad || !closed.has(name));
  const change = (names: readonly string[]) =>
    setClosed(new Set(sections.map(({ name }) => name).filter((name) => !names.includes(name))));
  return (
    <Accordion
      multiple
      order={order}
      variant={small ? 'default' : 'contained'}
      transitionDuration={0}
      value={open.map(({ name }) => name)}
      onChange={change}
      {...(small ? { styles: SMALL } : {})}
    >
      {sections.map(({ name, label, description, set, children }) => (
        <Accordion.Item key={name} value={name}>
          <Accordion.Control>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <div>
                <Text size={small ? 'sm' : 'md'} fw={600} component="span">
                  {label}
                </Text>
                {description && (
                  <Text size="sm" c="dimmed">
                    {description}
                  </Text>
                )}
              </div>
              {set > 0 && (
                <Badge variant="default" size="sm" flex="none" tt="none">
                  {t('form.set', { count: set })}
                </Badge>
              )}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>{children}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

/** In a narrow pane, fields stand where they stand without sections. */
const SMALL = {
  control: { paddingInline: 0 },
  label: { paddingBlock: 8 },
  content: { paddingInline: 0, paddingTop: 4 },
} as const;
