import { Badge, Group, Tabs } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type CanvasDeeds, FlowCanvas, type Focus } from '../canvas/flow-canvas.tsx';
import type { Tool } from '../document/catalogue.ts';
import { addAction, connect, disconnect, moveActions, removeActions } from '../document/edits.ts';
import { actionOf, type Place } from '../document/flow-document.ts';
import { type Insertion, insertionAt } from '../document/insertion.ts';
import { nextPlace } from '../document/layout.ts';
import { severitiesOf } from '../document/problems.ts';
import { ProblemsPane } from '../panes/problems-pane.tsx';
import { TesterPane } from '../panes/tester-pane.tsx';
import { VariablesPane } from '../panes/variables-pane.tsx';
import { FlowPanel, SettingsPanel } from '../settings/settings-panel.tsx';
import { useWords } from '../use-words.ts';
import classes from './designer.module.css';
import { useDesigner } from './designer-context.ts';
import { Toolbox } from './toolbox.tsx';

export const PANES = ['settings', 'variables', 'problems', 'tester'] as const;
export type Pane = (typeof PANES)[number];

type DesignViewProps = {
  readonly selection: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly focus: Focus | null;
  readonly pane: Pane;
  readonly onPane: (pane: Pane) => void;
  readonly checking: boolean;
  readonly failure: unknown;
};

function useAdding({ selection, onSelect, onPane }: DesignViewProps) {
  const { document, catalogue, edit, show } = useDesigner();
  const words = useWords();
  // The id is needed to choose the new action, so the change is made here and handed over whole.
  const add = (tool: Tool, position: Place, insertion: Insertion | null) => {
    const made = addAction(document, { tool, name: words.newName(tool), position, ...insertion });
    edit(() => made.document);
    return made.id;
  };
  const drop = (tool: Tool, position: Place) => {
    onSelect(new Set([add(tool, position, null)]));
    onPane('settings');
  };
  const addNext = (tool: Tool) => {
    const [chosen] = selection.size === 1 ? selection : [];
    const besides = chosen === undefined ? undefined : actionOf(document, chosen);
    const place = nextPlace(document, { besides, tool, catalogue });
    show(add(tool, place, insertionAt(document, { chosen: besides, tool, catalogue })));
  };
  return { drop, addNext };
}

function useCanvasDeeds(add: (tool: Tool, position: Place) => void): CanvasDeeds {
  const { catalogue, edit } = useDesigner();
  return {
    onMove: (places) => edit((old) => moveActions(old, places)),
    onConnect: (edge, instead) =>
      edit((old) => connect(instead ? disconnect(old, instead) : old, edge)),
    onDelete: (actions, edges) =>
      edit((old) => edges.reduce(disconnect, removeActions(old, new Set(actions)))),
    onDrop: (type, place) => {
      const tool = catalogue.get(type);
      if (tool) add(tool, place);
    },
  };
}

/** Errors in red, recommendations in grey. */
function ProblemCounts() {
  const { t } = useTranslation('flows');
  const { counts } = useDesigner();
  const { error: errors, recommendation: advice } = counts;
  return (
    <Group gap={4} wrap="nowrap">
      {errors > 0 && (
        <Badge
          size="xs"
          circle={errors < 10}
          miw="max-content"
          color="red.9"
          title={t('problems.error')}
        >
          {errors}
        </Badge>
      )}
      {advice > 0 && (
        <Badge
          size="xs"
          circle={advice < 10}
          miw="max-content"
          color="gray.7"
          title={t('problems.recommendation')}
        >
          {advice}
        </Badge>
      )}
    </Group>
  );
}

function SidePane(props: DesignViewProps) {
  const { t } = useTranslation('flows');
  const { document, problems } = useDesigner();
  const { selection, pane, onPane } = props;
  const [only] = selection;
  const chosen = selection.size === 1 && only !== undefined ? actionOf(document, only) : undefined;
  return (
    <aside className={classes['side']} aria-label={t('panes.label')}>
      <Tabs
        value={pane}
        onChange={(next) => onPane(PANES.find((one) => one === next) ?? 'settings')}
        keepMounted={false}
      >
        <Tabs.List>
          {PANES.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              px="xs"
              fz="xs"
              rightSection={one === 'problems' && problems.length > 0 ? <ProblemCounts /> : null}
            >
              {t(`panes.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="settings" p="sm">
          {chosen ? (
            <SettingsPanel key={chosen.id} action={chosen} />
          ) : (
            <FlowPanel chosen={selection.size} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="variables" p="sm">
          <VariablesPane />
        </Tabs.Panel>
        <Tabs.Panel value="problems" p="sm">
          <ProblemsPane checking={props.checking} failure={props.failure} />
        </Tabs.Panel>
        <Tabs.Panel value="tester" p="sm">
          <TesterPane />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
}

/** Toolbox, canvas and the panes beside it. */
export function DesignView(props: DesignViewProps) {
  const { t } = useTranslation('flows');
  const { document, catalogue, problems, editable } = useDesigner();
  const { selection, onSelect, focus } = props;
  const { drop, addNext } = useAdding(props);
  const deeds = useCanvasDeeds(drop);
  const severities = useMemo(() => severitiesOf(problems), [problems]);
  return (
    <div className={classes['panes']} data-reading={!editable}>
      {editable && (
        <div className={classes['toolbox']}>
          <Toolbox onAdd={addNext} />
        </div>
      )}
      <div className={classes['middle']}>
        <FlowCanvas
          label={t('canvas.label')}
          document={document}
          catalogue={catalogue}
          selection={selection}
          onSelect={onSelect}
          severities={severities}
          deeds={editable ? deeds : null}
          focus={focus}
        />
      </div>
      <SidePane {...props} />
    </div>
  );
}
