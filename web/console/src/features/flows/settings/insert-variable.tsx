import { ActionIcon, Menu, ScrollArea } from '@mantine/core';
import { IconVariablePlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';
import { useDesigner } from '../designer/designer-context.ts';
import { GIVEN_NAMES } from '../document/catalogue.ts';
import { isIdentifier } from '../document/variables.ts';

/** Variables of the organisation that templates can read; secure ones are for secret fields only. */
function useOrganisationNames(): readonly string[] {
  const { api, can } = useSession();
  const list = useQuery({
    queryKey: ['variables', 'all'],
    queryFn: () => readAll(200, (query) => api.call('GET /tandem/variables', { query })),
    staleTime: 30_000,
    enabled: can({ all: ['vault:variable:view'] }),
  });
  return (list.data ?? []).filter(({ secure }) => !secure).map(({ name }) => name);
}

/** Everything a template of the flow can read: variables, what actions put out, and what surrounds the run. */
export function useReadableNames(): readonly string[] {
  const { document, catalogue } = useDesigner();
  const organisation = useOrganisationNames();
  const outputs = document.actions.flatMap(({ name, type }) =>
    isIdentifier(name)
      ? (catalogue.get(type)?.outputs ?? []).map((output) => `${name}.${output.name}`)
      : [],
  );
  const given = document.kind === 'automation' ? [] : GIVEN_NAMES.map((name) => `${name}.`);
  const texts = given.includes('message.') ? ['message.text'] : [];
  const own = document.variables.map(({ name }) => name);
  return [...new Set([...own, ...outputs, ...texts, ...organisation])];
}

type InsertVariableProps = {
  /** Label of the input it writes into. */
  readonly label: string;
  readonly disabled: boolean;
  readonly onInsert: (text: string) => void;
};

/** Adds `{{ name }}` to the end of a template. */
export function InsertVariable({ label, disabled, onInsert }: InsertVariableProps) {
  const { t } = useTranslation('flows');
  const names = useReadableNames();
  if (names.length === 0 || disabled) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t('settings.insert', { field: label })}
        >
          <IconVariablePlus size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={280}>
          {names.map((name) => (
            <Menu.Item key={name} onClick={() => onInsert(`{{ ${name} }}`)}>
              {name}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
