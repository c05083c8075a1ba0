import {
  Anchor,
  Button,
  Group,
  MultiSelect,
  NativeSelect,
  Paper,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { FormError } from '#src/components/form-error.tsx';
import { LeaveGuard } from '#src/components/leave-guard.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { type Unsaved, useUnsaved } from '#src/components/use-unsaved.ts';
import { useSession } from '#src/session/session.ts';
import {
  type EventBus,
  type EventRule,
  readable,
  TEMPLATES,
  type TemplateKey,
  targetsOf,
} from './bus-rules.ts';
import { useDestinations } from './use-destinations.ts';

const KEYS = ['handoverEnd', 'presence', 'everything'] as const satisfies readonly TemplateKey[];
const NAME = /^[\w.-]{1,64}$/;

type RuleFormProps = {
  readonly bus: EventBus;
  readonly rule: EventRule | null;
  readonly pattern: string;
  readonly onPattern: (pattern: string) => void;
};

type Draft = {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly targets: readonly string[];
};

const draftOf = (rule: EventRule | null): Draft => ({
  name: rule?.name ?? TEMPLATES.handoverEnd.name,
  description: rule?.description ?? '',
  enabled: rule ? rule.state !== 'DISABLED' : true,
  targets: rule?.targets.map(({ apiDestinationId }) => apiDestinationId) ?? [],
});

/** Fills in a rule that is ready to use. */
function TemplateChoice({ onChoose }: { readonly onChoose: (key: TemplateKey) => void }) {
  const { t } = useTranslation('event-buses');
  const [chosen, setChosen] = useState<TemplateKey>('handoverEnd');
  return (
    <NativeSelect
      label={t('rules.template')}
      description={t(`templates.${chosen}.text`)}
      data={KEYS.map((value) => ({ value, label: t(`templates.${value}.title`) }))}
      value={chosen}
      onChange={(event) => {
        const key = KEYS.find((one) => one === event.currentTarget.value) ?? 'handoverEnd';
        setChosen(key);
        onChoose(key);
      }}
    />
  );
}

function Targets({
  chosen,
  onChange,
  disabled,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (ids: string[]) => void;
  readonly disabled: boolean;
}) {
  const { t } = useTranslation('event-buses');
  const destinations = useDestinations();
  return (
    <Stack gap={4}>
      <MultiSelect
        label={t('fields.targets')}
        description={t('rules.targetsHelp')}
        data={(destinations.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={[...chosen]}
        maxValues={5}
        searchable
        disabled={disabled || destinations.isPending}
        onChange={onChange}
      />
      {destinations.error && <ErrorNotice error={destinations.error} />}
      {destinations.data?.length === 0 && (
        <Text size="sm">
          {t('rules.noDestinations')}{' '}
          <Anchor component={Link} to="/console/api-destinations" size="sm">
            {t('rules.toDestinations')}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}

function useSave({ bus, rule }: Pick<RuleFormProps, 'bus' | 'rule'>, unsaved: Unsaved) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const busId = bus.id;
  return useMutation({
    onMutate: unsaved.sending,
    onError: unsaved.refused,
    mutationFn: ({ targets, pattern, ...draft }: Draft & { readonly pattern: string }) => {
      const body = { ...draft, eventPattern: pattern, targets: targetsOf(targets, rule) };
      return rule
        ? api.call('PUT /tandem/events/buses/{busId}/rules/{ruleId}', {
            params: { busId, ruleId: rule.id },
            body,
          })
        : api.call('POST /tandem/events/buses/{busId}/rules', { params: { busId }, body });
    },
    onSuccess: async () => {
      unsaved.saved();
      await cache.invalidateQueries({ queryKey: ['event-buses', busId] });
      notifyDone(t('rules.saved'));
      void navigate({ to: `/console/event-buses/${busId}`, replace: !rule });
    },
  });
}

/** Name, pattern, targets and state of a rule. */
export function RuleForm({ bus, rule, pattern, onPattern }: RuleFormProps) {
  const { t } = useTranslation('event-buses');
  const { t: common } = useTranslation('common');
  const { can } = useSession();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [refused, setRefused] = useState(false);
  const unsaved = useUnsaved({ draft, pattern });
  const save = useSave({ bus, rule }, unsaved);
  const readOnly = !can({ all: ['integrations:integration:edit'] });
  const change = (some: Partial<Draft>) => setDraft({ ...draft, ...some });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isWrong = !NAME.test(draft.name.trim());
    setRefused(isWrong);
    save.reset();
    if (!isWrong) save.mutate({ ...draft, name: draft.name.trim(), pattern });
  };
  return (
    <Paper
      withBorder
      p="lg"
      component="form"
      onSubmit={submit}
      noValidate
      aria-label={t('rules.one')}
    >
      <Stack>
        {rule?.state === 'DELETED' && (
          <OutcomeNotice ok={false} title={t('state.deleted')}>
            {t('state.deletedText')}
          </OutcomeNotice>
        )}
        {!rule && !readOnly && (
          <TemplateChoice
            onChoose={(key) => {
              change({ name: TEMPLATES[key].name });
              onPattern(readable(TEMPLATES[key].pattern));
            }}
          />
        )}
        <TextInput
          label={t('fields.name')}
          description={t('fields.nameHelp')}
          required
          disabled={readOnly}
          value={draft.name}
          error={refused ? t('fields.nameRefused') : null}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('fields.description')}
          maxLength={512}
          disabled={readOnly}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <Textarea
          label={t('fields.pattern')}
          description={t('rules.patternHelp')}
          required
          autosize
          minRows={6}
          maxRows={24}
          spellCheck={false}
          disabled={readOnly}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={pattern}
          onChange={(event) => onPattern(event.currentTarget.value)}
        />
        <Targets
          chosen={draft.targets}
          disabled={readOnly}
          onChange={(targets) => change({ targets })}
        />
        <Switch
          label={t('rules.enabled')}
          disabled={readOnly}
          checked={draft.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        {save.isError && <FormError error={save.error} />}
        {!readOnly && <LeaveGuard dirty={unsaved.isDirty} />}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {common('save')}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
