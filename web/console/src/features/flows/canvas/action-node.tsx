import { Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { ERROR_OUTLET, type Outlet } from '../document/catalogue.ts';
import { toolIcon } from '../tool-icons.ts';
import { useDuration } from '../use-duration.ts';
import { useWords } from '../use-words.ts';
import classes from './canvas.module.css';
import { useCanvasCatalogue } from './canvas-context.ts';
import { type ActionNode, type ActionNodeData, TARGET } from './to-nodes.ts';

type OutletRowProps = { readonly outlet: Outlet; readonly connected: boolean };

function OutletRow({ outlet, connected }: OutletRowProps) {
  const words = useWords();
  const error = outlet.name === ERROR_OUTLET;
  return (
    <div className={classes['outlet']} data-error={error} data-connected={connected}>
      <span className={classes['outletName']}>{words.outlet(outlet)}</span>
      <Handle
        type="source"
        position={Position.Right}
        id={outlet.name}
        className={classes['dot'] ?? ''}
        data-error={error}
        data-connected={connected}
      />
    </div>
  );
}

function Mark({ mark }: { readonly mark: NonNullable<ActionNodeData['mark']> }) {
  const { t } = useTranslation('flows');
  const lasted = useDuration();
  const time = mark.durationMs === null ? '' : ` · ${lasted(mark.durationMs)}`;
  return (
    <span className={classes['mark']} data-outcome={mark.outcome}>
      {`${t(`runs.outcome.${mark.outcome}`)}${mark.passes > 1 ? ` ${mark.passes}×` : ''}${time}`}
    </span>
  );
}

function ActionNodeView({ data, selected }: NodeProps<ActionNode>) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const catalogue = useCanvasCatalogue();
  const { action, outlets, severity, mark } = data;
  const Icon = toolIcon(action.type);
  const connected = new Set(data.connected.split(' '));
  const tool = catalogue.get(action.type);
  return (
    <div
      className={classes['node']}
      data-selected={selected ?? false}
      data-severity={severity ?? 'none'}
      data-outcome={mark?.outcome ?? 'none'}
      data-group={tool?.group ?? 'flow'}
    >
      <div className={classes['head']}>
        <Handle
          type="target"
          position={Position.Left}
          id={TARGET}
          className={classes['dot'] ?? ''}
        />
        <span className={classes['icon']} aria-hidden>
          <Icon size={18} stroke={1.7} />
        </span>
        <div className={classes['names']}>
          <Text size="sm" fw={600} truncate title={action.name}>
            {action.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {words.tool(tool, action.type)}
          </Text>
        </div>
        {severity === 'error' && (
          <IconAlertTriangle
            size={18}
            className={classes['error']}
            role="img"
            aria-label={t('problems.error')}
          />
        )}
        {severity === 'recommendation' && (
          <IconInfoCircle
            size={18}
            className={classes['advice']}
            role="img"
            aria-label={t('problems.recommendation')}
          />
        )}
      </div>
      {outlets.map((outlet) => (
        <OutletRow key={outlet.name} outlet={outlet} connected={connected.has(outlet.name)} />
      ))}
      {mark && <Mark mark={mark} />}
    </div>
  );
}

/** An action on the canvas: name, type, and a dot for each exit. */
export const ActionNodeCard = memo(ActionNodeView);
