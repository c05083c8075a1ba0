import { Badge, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { languageFor } from './article-rules.ts';

/** Looks things up as copilot and bots do. */
export function SearchTrial() {
  const { t, i18n } = useTranslation('knowledge');
  const { api } = useSession();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed.trim(), 250);
  const found = useQuery({
    queryKey: ['knowledge-search', query, i18n.language],
    queryFn: () =>
      api.call('POST /tandem/gateway/knowledge/search', {
        body: { query, language: languageFor(i18n.language) },
      }),
    enabled: query !== '',
  });
  const hits = (query && found.data?.hits) || [];
  return (
    <Paper withBorder p="lg" component="section" mt="lg">
      <Title order={2} size="h4" mb={4}>
        {t('trial.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('trial.help')}
      </Text>
      <TextInput
        type="search"
        label={t('trial.label')}
        leftSection={<IconSearch size={16} />}
        value={typed}
        maxLength={500}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found.isError && <ErrorNotice error={found.error} />}
      <div role="status">
        {query && found.data && hits.length === 0 && (
          <Text size="sm" mt="sm">
            {t('trial.nothing')}
          </Text>
        )}
      </div>
      {hits.length > 0 && (
        <Stack
          component="ul"
          aria-label={t('trial.found')}
          gap="sm"
          mt="sm"
          p={0}
          style={{ listStyle: 'none' }}
        >
          {hits.map(({ id, title, excerpt, language, tags }) => (
            <li key={id}>
              <Group gap="xs">
                <Text fw={600}>{title}</Text>
                {[language, ...tags].map((tag) => (
                  <Badge key={tag} size="sm" variant="default" tt="none">
                    {tag}
                  </Badge>
                ))}
              </Group>
              <Text size="sm">{excerpt}</Text>
            </li>
          ))}
        </Stack>
      )}
    </Paper>
  );
}
