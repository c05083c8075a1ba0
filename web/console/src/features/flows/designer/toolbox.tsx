import { Button, ScrollArea, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TOOL_MIME } from '../canvas/flow-canvas.tsx';
import { TOOL_GROUPS, type Tool } from '../document/catalogue.ts';
import { toolIcon } from '../tool-icons.ts';
import { useWords } from '../use-words.ts';
import { useDesigner } from './designer-context.ts';

type ToolButtonProps = { readonly tool: Tool; readonly onAdd: (tool: Tool) => void };

function ToolButton({ tool, onAdd }: ToolButtonProps) {
  const words = useWords();
  const Icon = toolIcon(tool.type);
  const help = words.help(tool.type);
  const name = words.tool(tool, tool.type);
  return (
    <Button
      variant="default"
      size="xs"
      fullWidth
      justify="flex-start"
      draggable
      leftSection={<Icon size={16} stroke={1.7} />}
      h="auto"
      mih={30}
      py={5}
      styles={{ label: { whiteSpace: 'normal', textAlign: 'start', lineHeight: 1.25 } }}
      title={help ? `${name}: ${help}` : name}
      onClick={() => onAdd(tool)}
      onDragStart={(event) => {
        event.dataTransfer.setData(TOOL_MIME, tool.type);
        event.dataTransfer.effectAllowed = 'copy';
      }}
    >
      {name}
    </Button>
  );
}

/** The actions a flow of this kind may use: dragged onto the canvas, or added by a click or by Enter. */
export function Toolbox({ onAdd }: { readonly onAdd: (tool: Tool) => void }) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const { catalogue } = useDesigner();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const fits = (tool: Tool) =>
    `${words.tool(tool, tool.type)} ${tool.label} ${tool.type}`
      .toLocaleLowerCase()
      .includes(wanted);
  const tools = [...catalogue.values()].filter(fits);
  return (
    <Stack gap="xs" p="sm" h="100%" component="section" aria-label={t('toolbox.title')}>
      <Title order={2} size="h6">
        {t('toolbox.title')}
      </Title>
      <TextInput
        type="search"
        size="xs"
        leftSection={<IconSearch size={14} />}
        aria-label={t('toolbox.search')}
        placeholder={t('toolbox.search')}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <Text size="xs" c="dimmed">
        {t('toolbox.help')}
      </Text>
      <ScrollArea flex={1} type="auto" offsetScrollbars="y">
        <Stack gap="md">
          {tools.length === 0 && (
            <Text size="sm" c="dimmed" role="status">
              {t('toolbox.none')}
            </Text>
          )}
          {TOOL_GROUPS.map((group) => {
            const members = tools.filter((tool) => tool.group === group);
            if (members.length === 0) return null;
            return (
              <Stack key={group} gap={4} role="group" aria-label={t(`toolbox.groups.${group}`)}>
                <Text size="xs" fw={700} c="dimmed" aria-hidden>
                  {t(`toolbox.groups.${group}`)}
                </Text>
                {members.map((tool) => (
                  <ToolButton key={tool.type} tool={tool} onAdd={onAdd} />
                ))}
              </Stack>
            );
          })}
        </Stack>
      </ScrollArea>
    </Stack>
  );
}
