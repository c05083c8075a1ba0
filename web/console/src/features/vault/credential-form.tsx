import { Alert, Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { AttributeEditor } from './attribute-editor.tsx';
import { type CredentialDraft, type DraftProblem, newAttribute, problemOf } from './vault-rules.ts';

const mostAttributes = 50;

type CredentialFormProps = {
  readonly initial: CredentialDraft;
  readonly readOnly: boolean;
  readonly onSubmit: (draft: CredentialDraft) => Promise<unknown>;
};

type PartProps = {
  readonly draft: CredentialDraft;
  readonly readOnly: boolean;
  readonly set: (part: Partial<CredentialDraft>) => void;
};

function HeadFields({ draft, readOnly, set }: PartProps) {
  const { t } = useTranslation(['vault', 'common']);
  return (
    <>
      <TextInput
        label={t('vault:fields.name')}
        required
        maxLength={256}
        disabled={readOnly}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t('vault:fields.description')}
        maxLength={1000}
        autosize
        disabled={readOnly}
        value={draft.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('vault:store.label')}
        description={draft.external ? t('vault:store.externalHelp') : t('vault:store.internalHelp')}
        disabled={readOnly}
        data={[
          { value: 'internal', label: t('vault:store.internal') },
          { value: 'external', label: t('vault:store.external') },
        ]}
        value={draft.external ? 'external' : 'internal'}
        onChange={(event) => set({ external: event.currentTarget.value === 'external' })}
      />
      {draft.external && (
        <TextInput
          label={t('vault:store.path')}
          description={t('vault:store.pathHelp')}
          required
          maxLength={256}
          disabled={readOnly}
          value={draft.path}
          onChange={(event) => set({ path: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function AttributeFields({ draft, readOnly, set }: PartProps) {
  const { t } = useTranslation(['vault', 'common']);
  const { attributes, external } = draft;
  const nextKey = Math.max(-1, ...attributes.map(({ key }) => key)) + 1;
  return (
    <>
      {attributes.map((attribute, index) => (
        <AttributeEditor
          key={attribute.key}
          attribute={attribute}
          number={index + 1}
          external={external}
          readOnly={readOnly}
          onRemove={
            attributes.length > 1
              ? () => set({ attributes: attributes.filter((one) => one !== attribute) })
              : null
          }
          onChange={(changed) =>
            set({ attributes: attributes.map((one) => (one === attribute ? changed : one)) })
          }
        />
      ))}
      {!readOnly && (
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            disabled={attributes.length >= mostAttributes}
            onClick={() => set({ attributes: [...attributes, newAttribute(nextKey)] })}
          >
            {t('vault:attribute.add')}
          </Button>
        </Group>
      )}
    </>
  );
}

/** The form of a credential; values are typed here and never shown again. */
export function CredentialForm({ initial, readOnly, onSubmit }: CredentialFormProps) {
  const { t } = useTranslation(['vault', 'common']);
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<DraftProblem | null>(null);
  const save = useMutation({ mutationFn: onSubmit });
  const set = (part: Partial<CredentialDraft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemOf(draft);
    setProblem(found);
    if (!found) save.mutate(draft);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <HeadFields draft={draft} readOnly={readOnly} set={set} />
        <AttributeFields draft={draft} readOnly={readOnly} set={set} />
        {problem && (
          <Alert color="red" role="alert">
            {t(`vault:problems.${problem}`)}
          </Alert>
        )}
        {save.isError && <ErrorNotice error={save.error} />}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {t('common:save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
