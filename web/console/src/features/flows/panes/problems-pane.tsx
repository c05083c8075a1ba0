import { Badge, Group, Loader, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useDesigner } from '../designer/designer-context.ts';
import { actionOf } from '../document/flow-document.ts';
import { isOpenEnded, SEVERITIES } from '../document/problems.ts';
import type { FlowProblem } from '../flow-api.ts';
import { usePlaceText } from '../use-place-text.ts';
import { useProblemText } from '../use-problem-text.ts';
import classes from './panes.module.css';

function ProblemRow({ problem }: { readonly problem: FlowProblem }) {
  const { t } = useTranslation('flows');
  const textOf = useProblemText();
  const placeOf = usePlaceText();
  const { document, show } = useDesigner();
  const { action: id = '', severity, code } = problem;
  const action = actionOf(document, id);
  const content = (
    <>
      <Group gap="xs">
        <Badge size="sm" color={severity === 'error' ? 'red.9' : 'gray.7'} variant="filled">
          {code}
        </Badge>
        <Text size="xs" c="dimmed">
          {t(`problems.${severity}`)}
        </Text>
        {action && (
          <Text size="xs" fw={600}>
            {placeOf(problem)}
          </Text>
        )}
      </Group>
      <Text size="sm">{textOf(problem)}</Text>
    </>
  );
  return (
    <li className={classes['row']}>
      {action ? (
        <UnstyledButton className={classes['jump'] ?? ''} onClick={() => show(id)}>
          {content}
        </UnstyledButton>
      ) : (
        content
      )}
    </li>
  );
}

/** That there are more problems of a severity than are listed. */
function More() {
  const { t } = useTranslation('flows');
  const { problems, counts } = useDesigner();
  return SEVERITIES.map((severity) => {
    const shown = problems.filter((one) => one.severity === severity).length;
    if (shown >= counts[severity]) return null;
    const key = isOpenEnded(counts) ? 'atLeast' : 'first';
    return (
      <Text key={severity} size="sm" c="dimmed">
        {t(`problems.${key}.${severity}`, { shown, count: counts[severity] })}
      </Text>
    );
  });
}

type ProblemsPaneProps = { readonly checking: boolean; readonly failure: unknown };

/** Everything that is wrong with the flow or could be better, each with the way to it. */
export function ProblemsPane({ checking, failure }: ProblemsPaneProps) {
  const { t } = useTranslation('flows');
  const { problems } = useDesigner();
  const sorted = [...problems].sort((a, b) => a.severity.localeCompare(b.severity));
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('problems.title')}
        </Title>
        {checking && <Loader size="xs" aria-label={t('problems.checking')} />}
      </Group>
      {failure !== null && <ErrorNotice error={failure} />}
      {problems.length === 0 && failure === null && (
        <Text size="sm" c="dimmed" role="status">
          {t('problems.none')}
        </Text>
      )}
      <More />
      <ul className={classes['list']}>
        {sorted.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name of their own
          <ProblemRow key={index} problem={problem} />
        ))}
      </ul>
    </Stack>
  );
}
