import {
  Accordion,
  Badge,
  Checkbox,
  Chip,
  Flex,
  Group,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  byDomain,
  countGranted,
  type Grantable,
  type Grants,
  keyOf,
  matching,
  withActions,
} from './policy-rules.ts';

type ChecklistProps = {
  readonly rows: readonly Grantable[];
  readonly grants: Grants;
  readonly editable: boolean;
  readonly onChange: (grants: Grants) => void;
};

type RowProps = Omit<ChecklistProps, 'rows'> & { readonly row: Grantable };

/** One kind of thing: all of it, or single actions. */
function PermissionRow({ row, grants, editable, onChange }: RowProps) {
  const granted = grants.get(keyOf(row.domain, row.entity)) ?? new Set<string>();
  const all = granted.size >= row.actions.length;
  return (
    <Flex gap="sm" direction={{ base: 'column', sm: 'row' }} role="group" aria-label={row.entity}>
      <Checkbox
        label={row.entity}
        checked={all}
        indeterminate={granted.size > 0 && !all}
        disabled={!editable}
        onChange={() => onChange(withActions(grants, row, all ? [] : row.actions))}
        w={{ base: '100%', sm: 260 }}
        styles={{ label: { overflowWrap: 'anywhere' } }}
      />
      <Chip.Group
        multiple
        value={[...granted]}
        onChange={(actions) => onChange(withActions(grants, row, actions))}
      >
        <Group gap={6} flex={1}>
          {row.actions.map((action) => (
            <Chip key={action} value={action} size="xs" disabled={!editable}>
              {action}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Flex>
  );
}

/** All permissions by area, with a search that narrows them. */
export function PermissionChecklist({ rows, ...rest }: ChecklistProps) {
  const { t } = useTranslation('roles');
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<string[]>([]);
  const shown = byDomain(matching(rows, search));
  const searching = search.trim() !== '';
  return (
    <Stack gap="sm">
      <TextInput
        type="search"
        label={t('search')}
        description={t('searchHelp')}
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {shown.length === 0 && (
        <Text c="dimmed" role="status">
          {t('nothingFound')}
        </Text>
      )}
      <Accordion
        multiple
        variant="contained"
        value={searching ? shown.map(([domain]) => domain) : opened}
        onChange={setOpened}
      >
        {shown.map(([domain, members]) => (
          <Accordion.Item key={domain} value={domain}>
            <Accordion.Control>
              <Group gap="sm">
                {domain}
                <Badge
                  variant="default"
                  tt="none"
                  aria-label={t('granted', { count: countGranted(members, rest.grants) })}
                >
                  {countGranted(members, rest.grants)}
                </Badge>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                {members.map((row) => (
                  <PermissionRow key={row.entity} row={row} {...rest} />
                ))}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}
