import { Button, Group, Loader, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlayerTrackNext, IconSend } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRunErrorText } from '../use-run-error-text.ts';
import type { Simulation } from './simulator-api.ts';
import { choiceOf } from './simulator-rules.ts';
import type { Simulator } from './use-simulator.ts';

type ComposerProps = { readonly view: Simulation; readonly simulator: Simulator };

function SkipButton({
  simulator,
  label,
}: {
  readonly simulator: Simulator;
  readonly label: string;
}) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPlayerTrackNext size={14} />}
      loading={simulator.busy}
      onClick={simulator.skip}
    >
      {label}
    </Button>
  );
}

/** What was pressed is gone or at rest after every exchange: the keyboard goes on where one answers. */
function useFocusWith(target: RefObject<HTMLElement | null>, exchange: number) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every exchange anew
  useEffect(() => target.current?.focus({ preventScroll: true }), [exchange]);
}

function SayForm({ view, simulator }: ComposerProps) {
  const { t } = useTranslation('flows');
  const field = useRef<HTMLInputElement>(null);
  useFocusWith(field, view.effects.length);
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (simulator.busy || text.trim() === '') return;
        simulator.say({ text });
        setText('');
      }}
    >
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="flex-end">
          <TextInput
            ref={field}
            flex={1}
            label={t('simulator.message')}
            autoComplete="off"
            maxLength={8000}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button
            type="submit"
            leftSection={<IconSend size={16} />}
            disabled={text.trim() === ''}
            loading={simulator.busy}
          >
            {t('simulator.send')}
          </Button>
        </Group>
        {view.skippable && <SkipButton simulator={simulator} label={t('simulator.silent')} />}
      </Stack>
    </form>
  );
}

function OutcomeForm({ view, simulator }: ComposerProps) {
  const { t } = useTranslation('flows');
  const [text, setText] = useState('');
  const of = choiceOf(view.effects);
  const group = useRef<HTMLDivElement>(null);
  useFocusWith(group, view.effects.length);
  return (
    <Stack ref={group} tabIndex={-1} gap="xs" role="group" aria-label={t('simulator.choose')}>
      <Text size="sm" fw={600}>
        {t('simulator.choose')}
      </Text>
      {of === 'callBot' && (
        <Textarea
          label={t('simulator.botAnswer')}
          description={t('simulator.botAnswerHelp')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={8000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      <Group gap="xs">
        {view.outcomes.map((outcome, index) => (
          <Button
            key={outcome}
            size="compact-sm"
            variant={index === 0 ? 'filled' : 'default'}
            disabled={simulator.busy}
            onClick={() => simulator.say({ text, outcome })}
          >
            {t([`simulator.outcomes.${of}.${outcome}`], { defaultValue: outcome })}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

/** What the author can do now: say something, choose how it went, let a time run out, or wait. */
export function SimulatorComposer({ view, simulator }: ComposerProps) {
  const { t } = useTranslation('flows');
  const errorText = useRunErrorText();
  if (view.awaits === 'message') return <SayForm view={view} simulator={simulator} />;
  if (view.awaits === 'outcome')
    return <OutcomeForm key={view.effects.length} view={view} simulator={simulator} />;
  if (view.awaits === 'timer')
    return <SkipButton simulator={simulator} label={t('simulator.skip')} />;
  if (view.awaits === 'call')
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm">{t('simulator.calling')}</Text>
      </Group>
    );
  return (
    <Text size="sm" role="status" c={view.error ? 'var(--mantine-color-error)' : 'inherit'}>
      {view.error
        ? t('simulator.failed', { message: errorText(view.error), code: view.error.code })
        : t('simulator.ended')}
    </Text>
  );
}
