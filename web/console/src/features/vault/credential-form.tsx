import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormError } from '#src/components/form-error.tsx';
import { LeaveGuard } from '#src/components/leave-guard.tsx';
import { focusFirstBad } from '#src/components/use-refusals.ts';
import { useUnsaved } from '#src/components/use-unsaved.ts';
import { useSession } from '#src/session/session.ts';
import { AttributeEditor } from './attribute-editor.tsx';
import {
  type CredentialDraft,
  type DraftProblems,
  hasProblems,
  newAttribute,
  problemsOf,
} from './vault-rules.ts';

const mostAttributes = 50;

type CredentialFormProps = {
  readonly initial: CredentialDraft;
  readonly readOnly: boolean;
  readonly onSubmit: (draft: CredentialDraft) => Promise<unknown>;
};

type PartProps = {
  readonly draft: CredentialDraft;
  /** Null until somebody has tried to save. */
  readonly problems: DraftProblems | null;
  readonly readOnly: boolean;
  readonly set: (part: Partial<CredentialDraft>) => void;
};

/** Whether values may be kept in a store of the organisation; who may not ask is offered it, and the server decides. */
function useHasExternalStore(): boolean {
  const { api, can } = useSession();
  const policy = useQuery({
    queryKey: ['vault', 'policy'],
    queryFn: () => api.call('GET /tandem/vault/policy'),
    enabled: can({ all: ['vault:policy:view'] }),
  });
  return policy.data?.externalStore ?? !policy.isPending;
}

function HeadFields({ draft, problems, readOnly, set }: PartProps) {
  const { t } = useTranslation(['vault', 'common']);
  const hasExternal = useHasExternalStore() || draft.external;
  const stores = hasExternal ? (['internal', 'external'] as const) : (['internal'] as const);
  return (
    <>
      <TextInput
        label={t('vault:fields.name')}
        required
        maxLength={256}
        disabled={readOnly}
        error={problems?.name ? t('vault:problems.name') : null}
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
        data={stores.map((value) => ({ value, label: t(`vault:store.${value}`) }))}
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
          error={problems?.path ? t('vault:problems.path') : null}
          value={draft.path}
          onChange={(event) => set({ path: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function AttributeFields({ draft, problems, readOnly, set }: PartProps) {
  const { t } = useTranslation(['vault', 'common']);
  const { attributes, external } = draft;
  const nextKey = Math.max(-1, ...attributes.map(({ key }) => key)) + 1;
  return (
    <>
      {attributes.map((attribute, index) => (
        <AttributeEditor
          key={attribute.key}
          attribute={attribute}
          problem={problems?.attributes[attribute.key] ?? null}
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
  const form = useRef<HTMLFormElement>(null);
  const [attempt, setAttempt] = useState(0);
  // Looked at anew with each change, so that what is mended is no longer said.
  const problems = attempt > 0 ? problemsOf(draft) : null;
  useEffect(() => {
    if (attempt > 0) focusFirstBad(form.current);
  }, [attempt]);
  const unsaved = useUnsaved(draft);
  const save = useMutation({
    mutationFn: onSubmit,
    onMutate: unsaved.sending,
    onSuccess: unsaved.saved,
    onError: unsaved.refused,
  });
  const set = (part: Partial<CredentialDraft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAttempt((count) => count + 1);
    save.reset();
    if (!hasProblems(problemsOf(draft))) save.mutate(draft);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack>
        <HeadFields draft={draft} problems={problems} readOnly={readOnly} set={set} />
        <AttributeFields draft={draft} problems={problems} readOnly={readOnly} set={set} />
        {save.isError && <FormError error={save.error} />}
        {!readOnly && <LeaveGuard dirty={unsaved.isDirty} />}
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
