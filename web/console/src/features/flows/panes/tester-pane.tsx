import { Button, SegmentedControl, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { useDesigner } from '../designer/designer-context.ts';
import type { FlowDocument } from '../document/flow-document.ts';

const LANGUAGES = ['template', 'jsonPath'] as const;
const CONTENT_TYPES = ['JSON', 'XML', 'YAML', 'TOML'] as const;
const CODE = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };

/** Initial values of the variables that anybody may see, as the sample to begin with. */
const sampleOf = ({ variables, kind }: FlowDocument): string => {
  const shown = variables.filter(({ secure }) => !secure);
  const values = Object.fromEntries(shown.map(({ name, initial }) => [name, initial ?? '']));
  const given = kind === 'automation' ? {} : { message: { text: 'Hello' } };
  return JSON.stringify({ ...values, ...given }, null, 2);
};

const readValues = (text: string): Record<string, unknown> | null => {
  try {
    const read: unknown = JSON.parse(text.trim() || '{}');
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};

type Result = { readonly ok: boolean; readonly nothing: boolean; readonly message: string | null };

function Verdict({ result }: { readonly result: Result & { readonly value: unknown } }) {
  const { t } = useTranslation('flows');
  const { ok, nothing, message, value } = result;
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600} c={ok ? 'inherit' : 'var(--mantine-color-error)'}>
        {!ok ? (message ?? '') : nothing ? t('tester.nothing') : t('tester.result')}
      </Text>
      {ok && !nothing && (
        <JsonView label={t('tester.type', { type: typeName(value) })} value={value} />
      )}
    </Stack>
  );
}

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

/** Tries a template or a path on sample data; nothing is stored. */
export function TesterPane() {
  const { t } = useTranslation('flows');
  const { flows, document } = useDesigner();
  const [language, setLanguage] = useState<(typeof LANGUAGES)[number]>('template');
  const [contentType, setContentType] = useState<(typeof CONTENT_TYPES)[number]>('JSON');
  const [expression, setExpression] = useState('');
  const [values, setValues] = useState(() => sampleOf(document));
  const [content, setContent] = useState('{\n  "name": "Ada"\n}');
  const read = readValues(values);
  const test = useMutation({
    mutationFn: () =>
      flows.testExpression(
        language === 'template'
          ? { language, expression, values: read ?? {} }
          : { language, expression, content, contentType },
      ),
  });
  const blocked = expression.trim() === '' || (language === 'template' && read === null);
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {t('tester.title')}
      </Title>
      <SegmentedControl
        size="xs"
        aria-label={t('tester.language')}
        data={LANGUAGES.map((value) => ({ value, label: t(`tester.languages.${value}`) }))}
        value={language}
        onChange={(next) => setLanguage(next === 'jsonPath' ? 'jsonPath' : 'template')}
      />
      <Textarea
        size="xs"
        label={t('tester.expression')}
        placeholder={language === 'template' ? '{{ name | upper }}' : '$.items[0].name'}
        autosize
        minRows={2}
        styles={CODE}
        value={expression}
        onChange={({ currentTarget }) => setExpression(currentTarget.value)}
      />
      {language === 'template' ? (
        <Textarea
          size="xs"
          label={t('tester.values')}
          autosize
          minRows={4}
          maxRows={14}
          styles={CODE}
          value={values}
          error={read ? null : t('tester.notJson')}
          onChange={({ currentTarget }) => setValues(currentTarget.value)}
        />
      ) : (
        <>
          <Select
            size="xs"
            label={t('tester.contentType')}
            data={[...CONTENT_TYPES]}
            value={contentType}
            allowDeselect={false}
            onChange={(next) => setContentType((next ?? 'JSON') as typeof contentType)}
          />
          <Textarea
            size="xs"
            label={t('tester.content')}
            autosize
            minRows={4}
            maxRows={14}
            styles={CODE}
            value={content}
            onChange={({ currentTarget }) => setContent(currentTarget.value)}
          />
        </>
      )}
      <Button size="xs" disabled={blocked} loading={test.isPending} onClick={() => test.mutate()}>
        {t('tester.run')}
      </Button>
      {test.isError && <ErrorNotice error={test.error} />}
      {test.data && <Verdict result={test.data} />}
    </Stack>
  );
}
