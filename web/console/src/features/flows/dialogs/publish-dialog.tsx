import { Alert, Button, Checkbox, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import type { Deeds } from '../designer/use-deeds.ts';
import { errorsOf } from '../document/problems.ts';
import { FLOW_LABELS, type FlowLabel, type FlowProblem } from '../flow-api.ts';
import { useProblemText } from '../use-problem-text.ts';

type PublishDialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly deeds: Deeds;
  readonly problems: readonly FlowProblem[];
};

function Errors({ problems }: Pick<PublishDialogProps, 'problems'>) {
  const { t } = useTranslation('flows');
  const textOf = useProblemText();
  return (
    <Alert color="red" role="alert" title={t('publish.blocked', { count: problems.length })}>
      <List size="sm">
        {problems.slice(0, 8).map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name of their own
          <List.Item key={index}>{`${problem.code} ${textOf(problem)}`}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Publishes what is on the canvas and says which labels it gets. */
export function PublishDialog({ opened, onClose, deeds, problems }: PublishDialogProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  const [labels, setLabels] = useState<readonly string[]>(['Live']);
  const errors = errorsOf(problems);
  const chosen = FLOW_LABELS.filter((label) => labels.includes(label));
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('publish.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack>
        <Text size="sm">{t('publish.text')}</Text>
        <Checkbox.Group
          label={t('publish.labels')}
          description={t('publish.labelsHelp')}
          value={[...labels]}
          onChange={setLabels}
        >
          <Group mt="xs">
            {FLOW_LABELS.map((label: FlowLabel) => (
              <Checkbox key={label} value={label} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
        {errors.length > 0 && <Errors problems={errors} />}
        {deeds.publish.isError && <ErrorNotice error={deeds.publish.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button
            disabled={errors.length > 0}
            loading={deeds.publish.isPending}
            onClick={() => deeds.publish.mutate(chosen, { onSuccess: onClose })}
          >
            {t('publish.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
