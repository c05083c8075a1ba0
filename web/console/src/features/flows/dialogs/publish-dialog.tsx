import { Alert, Button, Checkbox, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useDesigner } from '../designer/designer-context.ts';
import type { Deeds } from '../designer/use-deeds.ts';
import { errorsOf } from '../document/problems.ts';
import { FLOW_LABELS, type Flow, type FlowProblem } from '../flow-api.ts';
import { usePlaceText } from '../use-place-text.ts';
import { useProblemText } from '../use-problem-text.ts';
import { firstLabels } from './first-labels.ts';

type PublishDialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly flow: Flow;
  readonly deeds: Deeds;
  /** Whether the canvas has more than was saved last, so that a version of its own comes of it. */
  readonly dirty: boolean;
  readonly problems: readonly FlowProblem[];
};

type LabelsProps = {
  readonly flow: Flow;
  readonly labels: readonly string[];
  readonly onChange: (labels: string[]) => void;
};

/** Errors that are read in the dialog; all of them stand beside the canvas. */
const MOST_LISTED = 8;

function Errors({ problems }: Pick<PublishDialogProps, 'problems'>) {
  const { t } = useTranslation('flows');
  const textOf = useProblemText();
  const placeOf = usePlaceText();
  const { counts } = useDesigner();
  const left = counts.error - MOST_LISTED;
  return (
    <Alert color="red" role="alert" title={t('publish.blocked', { count: counts.error })}>
      <List size="sm">
        {problems.slice(0, MOST_LISTED).map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name of their own
          <List.Item key={index}>
            {[`${problem.code} ${placeOf(problem)}`.trim(), textOf(problem)].join(': ')}
          </List.Item>
        ))}
      </List>
      {left > 0 && (
        <Text size="sm" mt={6}>
          {t('publish.moreErrors', { count: left })}
        </Text>
      )}
    </Alert>
  );
}

/** The labels, each with the version that it runs now. */
function Labels({ flow, labels, onChange }: LabelsProps) {
  const { t } = useTranslation('flows');
  return (
    <Checkbox.Group
      label={t('publish.labels')}
      description={t('publish.labelsHelp')}
      value={[...labels]}
      onChange={onChange}
    >
      <Group mt="xs" align="flex-start" gap="lg">
        {FLOW_LABELS.map((label) => {
          const version = flow.labels[label];
          const runs = version === undefined ? 'publish.runsNone' : 'publish.runs';
          return (
            <Checkbox key={label} value={label} label={label} description={t(runs, { version })} />
          );
        })}
      </Group>
    </Checkbox.Group>
  );
}

function PublishForm({
  onClose,
  flow,
  deeds,
  dirty,
  problems,
}: Omit<PublishDialogProps, 'opened'>) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  const [labels, setLabels] = useState<readonly string[]>(() => firstLabels(flow, dirty));
  const errors = errorsOf(problems);
  const chosen = FLOW_LABELS.filter((label) => labels.includes(label));
  return (
    <Stack>
      <Text size="sm">
        {dirty ? t('publish.text') : t('publish.textSaved', { version: flow.savedVersion })}
      </Text>
      <Labels flow={flow} labels={labels} onChange={setLabels} />
      {flow.publishedVersion === null && <Text size="sm">{t('publish.first')}</Text>}
      {chosen.length === 0 && <Text size="sm">{t('publish.unlabelled')}</Text>}
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
  );
}

/** Publishes what is on the canvas and says which labels it gets. Every time it opens it begins anew. */
export function PublishDialog({ opened, ...rest }: PublishDialogProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title={t('publish.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <PublishForm {...rest} />
    </Modal>
  );
}
