import { ActionIcon, Anchor, Button, Group, SegmentedControl, Title, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDeviceFloppy,
  IconHistory,
  IconLayoutDistributeVertical,
  IconLock,
  IconLockOpen,
  IconRocket,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../flow-api.ts';
import { FlowState } from '../flow-state.tsx';
import classes from './designer.module.css';
import type { Deeds } from './use-deeds.ts';
import type { Edits } from './use-edits.ts';

type IconButtonProps = {
  readonly label: string;
  readonly icon: ComponentType<{ size?: number | string }>;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly loading?: boolean;
};

function IconButton({ label, icon: Icon, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} {...rest}>
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

export const DESIGNER_VIEWS = ['design', 'simulate', 'runs'] as const;
export type DesignerView = (typeof DESIGNER_VIEWS)[number];

type DesignerBarProps = {
  readonly flow: Flow;
  readonly edits: Edits;
  readonly deeds: Deeds;
  readonly editable: boolean;
  readonly mayPublish: boolean;
  readonly mayLock: boolean;
  readonly mine: boolean;
  readonly views: readonly DesignerView[];
  readonly view: DesignerView;
  readonly onView: (view: DesignerView) => void;
  readonly onArrange: () => void;
  readonly onHistory: () => void;
  readonly onPublish: () => void;
};

function EditButtons({ edits, deeds, onArrange }: DesignerBarProps) {
  const { t } = useTranslation('flows');
  return (
    <>
      <IconButton
        label={t('bar.undo')}
        icon={IconArrowBackUp}
        disabled={!edits.canUndo}
        onClick={edits.undo}
      />
      <IconButton
        label={t('bar.redo')}
        icon={IconArrowForwardUp}
        disabled={!edits.canRedo}
        onClick={edits.redo}
      />
      <IconButton
        label={t('bar.arrange')}
        icon={IconLayoutDistributeVertical}
        disabled={edits.document.actions.length < 2}
        onClick={onArrange}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDeviceFloppy size={16} />}
        disabled={!edits.dirty}
        loading={deeds.save.isPending}
        onClick={() => deeds.save.mutate(undefined)}
      >
        {t('bar.save')}
      </Button>
    </>
  );
}

/** Head of the designer: what flow it is, its state, and what can be done with the whole of it. */
export function DesignerBar(props: DesignerBarProps) {
  const { t } = useTranslation('flows');
  const { flow, edits, deeds, editable, view, mine } = props;
  const designing = view === 'design';
  const published = !edits.dirty && flow.savedVersion === flow.publishedVersion;
  return (
    <header className={classes['bar']}>
      <div className={classes['barRow']}>
        <div className={classes['barState']}>
          <Anchor component={Link} to="/console/flows" size="sm" aria-label={t('bar.back')}>
            <IconArrowLeft size={18} aria-hidden />
          </Anchor>
          <Title order={1} size="h4" className={classes['barName'] ?? ''} title={flow.name}>
            {flow.name}
          </Title>
          <FlowState flow={flow} oneLine />
        </div>
        <Group gap="xs" className={classes['barDeeds'] ?? ''}>
          {props.views.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label={t('bar.view')}
              data={props.views.map((value) => ({ value, label: t(`bar.views.${value}`) }))}
              value={view}
              onChange={(next) =>
                props.onView(DESIGNER_VIEWS.find((one) => one === next) ?? 'design')
              }
            />
          )}
          {designing && editable && <EditButtons {...props} />}
          <IconButton label={t('versions.title')} icon={IconHistory} onClick={props.onHistory} />
          {props.mayLock && (
            <IconButton
              label={t(flow.lockedBy ? (mine ? 'bar.unlock' : 'bar.breakLock') : 'bar.lock')}
              icon={flow.lockedBy ? IconLock : IconLockOpen}
              loading={deeds.lock.isPending}
              onClick={() => deeds.lock.mutate(flow.lockedBy === null)}
            />
          )}
          {props.mayPublish && designing && (
            <Button
              size="xs"
              leftSection={<IconRocket size={16} />}
              disabled={edits.document.actions.length === 0}
              variant={published ? 'default' : 'filled'}
              onClick={props.onPublish}
            >
              {t('bar.publish')}
            </Button>
          )}
        </Group>
      </div>
    </header>
  );
}
