import { IconAlertOctagon, IconPlayerPlay } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { ENTRY_OUTLET } from '../document/flow-document.ts';
import classes from './canvas.module.css';
import type { EntryNode } from './to-nodes.ts';

/** Where the run begins, or goes on when an error finds no exit of its own. */
export const EntryNodeCard = memo(({ data }: NodeProps<EntryNode>) => {
  const { t } = useTranslation('flows');
  const Icon = data.entry === 'start' ? IconPlayerPlay : IconAlertOctagon;
  return (
    <div className={classes['entry']} data-entry={data.entry}>
      <Icon size={16} aria-hidden />
      <span>{t(`canvas.${data.entry}`)}</span>
      <Handle
        type="source"
        position={data.entry === 'start' ? Position.Right : Position.Bottom}
        id={ENTRY_OUTLET}
        className={classes['dot'] ?? ''}
      />
    </div>
  );
});
