import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowDocument } from '../document/flow-document.ts';
import { InputFields } from '../runs/input-fields.tsx';
import { firstInputs, inputsOf, readInputs } from '../runs/run-rules.ts';
import { readData } from './start-rules.ts';
import type { Simulator } from './use-simulator.ts';

type SimulatorStartProps = {
  readonly flowId: string;
  readonly document: FlowDocument;
  readonly simulator: Simulator;
};

/** What the simulated conversation, or the run, begins with. */
export function SimulatorStart({ flowId, document, simulator }: SimulatorStartProps) {
  const { t } = useTranslation('flows');
  const { variables, kind } = document;
  const [message, setMessage] = useState('');
  const [data, setData] = useState('');
  const [typed, setTyped] = useState(() => firstInputs(variables));
  const { values, wrong } = readInputs(variables, typed);
  const participantData = readData(data);
  const chats = kind !== 'automation';
  const begin = () =>
    simulator.start({
      document,
      flowId,
      ...(inputsOf(variables).length > 0 ? { inputs: values } : {}),
      ...(chats && message.trim() !== '' ? { message } : {}),
      ...(participantData && kind === 'inboundMessage' ? { participantData } : {}),
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t(chats ? 'simulator.help' : 'simulator.helpAutomation')}</Text>
        <Text size="sm">{t('simulator.helpCalls')}</Text>
        {chats && (
          <TextInput
            label={t(kind === 'bot' ? 'simulator.firstOptional' : 'simulator.first')}
            autoComplete="off"
            maxLength={8000}
            value={message}
            onChange={({ currentTarget }) => setMessage(currentTarget.value)}
          />
        )}
        <InputFields variables={variables} typed={typed} wrong={wrong} onChange={setTyped} />
        {kind === 'inboundMessage' && (
          <Textarea
            label={t('simulator.data')}
            description={t('simulator.dataHelp')}
            autosize
            minRows={1}
            maxRows={6}
            error={participantData ? null : t('simulator.dataWrong')}
            value={data}
            onChange={({ currentTarget }) => setData(currentTarget.value)}
          />
        )}
        <Button
          type="submit"
          leftSection={<IconPlayerPlay size={16} />}
          disabled={wrong.size > 0 || participantData === null || document.actions.length === 0}
          loading={simulator.busy}
        >
          {t('simulator.start')}
        </Button>
      </Stack>
    </form>
  );
}
