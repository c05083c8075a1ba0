import { Anchor, Badge, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { CopilotHit } from '@tandem/contract';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '#src/api/client.ts';
import { CopyIcon } from '#src/components/copy-field.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { TileEmpty } from './tile.tsx';

function Hit({ hit }: { readonly hit: CopilotHit }) {
  const { t } = useTranslation('copilot');
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap={4} align="flex-start">
        {hit.link ? (
          <Anchor href={hit.link} target="_blank" rel="noreferrer" size="sm" fw={600}>
            {hit.title}
          </Anchor>
        ) : (
          <Text size="sm" fw={600}>
            {hit.title}
          </Text>
        )}
        <CopyIcon value={hit.excerpt} label={t('knowledge.copy', { title: hit.title })} />
      </Group>
      <Text size="sm" lineClamp={4}>
        {hit.excerpt}
      </Text>
      <Group gap={4} mt={2}>
        {hit.tags.map((tag) => (
          <Badge key={tag} size="xs" variant="default" tt="none">
            {tag}
          </Badge>
        ))}
      </Group>
    </li>
  );
}

type KnowledgeProps = {
  /** What was found for the customer's last words. */
  readonly hits: readonly CopilotHit[];
  readonly tags: readonly string[];
  readonly api: Api;
};

/** What is known: for the customer's last words, or for what the agent looks up. */
export function KnowledgeTile({ hits, tags, api }: KnowledgeProps) {
  const { t } = useTranslation('copilot');
  const [text, setText] = useState('');
  const search = useMutation({
    mutationFn: (query: string) =>
      api.call('POST /copilot/api/knowledge', { body: { query, tags: [...tags] } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) search.mutate(text);
    else search.reset();
  };
  const shown = search.data?.hits ?? hits;
  return (
    <Stack gap="xs">
      <form onSubmit={submit}>
        <TextInput
          size="xs"
          type="search"
          aria-label={t('knowledge.search')}
          placeholder={t('knowledge.search')}
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (!event.currentTarget.value) search.reset();
          }}
        />
      </form>
      {search.isError && <ErrorNotice error={search.error} />}
      {shown.length === 0 ? (
        <TileEmpty text={t(search.data ? 'knowledge.nothing' : 'knowledge.none')} />
      ) : (
        <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
          {shown.map((hit) => (
            <Hit key={hit.id} hit={hit} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}
