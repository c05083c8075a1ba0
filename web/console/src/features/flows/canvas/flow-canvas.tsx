import {
  Background,
  type Connection,
  Controls,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useComputedColorScheme } from '@mantine/core';
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '../document/catalogue.ts';
import type { OutletPlace } from '../document/edits.ts';
import { type FlowDocument, type FlowEdge, type Place, START } from '../document/flow-document.ts';
import type { Marks } from '../document/trace.ts';
import { waysOf } from '../document/ways.ts';
import { useDuration } from '../use-duration.ts';
import { useWords } from '../use-words.ts';
import { ActionNodeCard } from './action-node.tsx';
import classes from './canvas.module.css';
import { CanvasCatalogue } from './canvas-context.ts';
import { EntryNodeCard } from './entry-node.tsx';
import { firstView } from './first-view.ts';
import { type CanvasEdge, type CanvasNode, type Severity, toEdges, toNodes } from './to-nodes.ts';
import { WayEdge } from './way-edge.tsx';

const NODE_TYPES = { action: ActionNodeCard, entry: EntryNodeCard };
const EDGE_TYPES = { way: WayEdge };
/** Media type under which the toolbox hands an action over. */
export const TOOL_MIME = 'application/x-tandem-action';
const NO_SEVERITIES: ReadonlyMap<string, Severity> = new Map();
const NO_PLACES: ReadonlyMap<string, Place> = new Map();
const NO_EDGES: ReadonlySet<string> = new Set();

/** The action to bring into sight, null for all of them; a new object brings it again. */
export type Focus = { readonly id: string | null };
const FIT = { maxZoom: 1, padding: 0.06 };

/** What can be done on a canvas; without it the canvas only shows. */
export type CanvasDeeds = {
  readonly onMove: (places: ReadonlyMap<string, Place>) => void;
  readonly onConnect: (edge: FlowEdge, instead: OutletPlace | null) => void;
  readonly onDelete: (actions: readonly string[], edges: readonly OutletPlace[]) => void;
  readonly onDrop: (type: string, place: Place) => void;
};

export type FlowCanvasProps = {
  readonly label: string;
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
  readonly selection: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly severities?: ReadonlyMap<string, Severity>;
  readonly marks?: Marks | null;
  readonly deeds?: CanvasDeeds | null;
  readonly focus?: Focus | null;
};

const placeOf = ({ source, sourceHandle }: Pick<Connection, 'source' | 'sourceHandle'>) => ({
  from: source,
  outlet: sourceHandle ?? '',
});

const nextSelection = (
  before: ReadonlySet<string>,
  changes: readonly (NodeChange<CanvasNode> | EdgeChange<CanvasEdge>)[],
): ReadonlySet<string> | null => {
  const next = new Set(before);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next.size === before.size && [...next].every((id) => before.has(id)) ? null : next;
};

function useNodes(props: FlowCanvasProps, dragged: ReadonlyMap<string, Place>) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const { document, catalogue, selection, severities = NO_SEVERITIES, marks = null } = props;
  const before = useRef<ReadonlyMap<string, CanvasNode>>(new Map());
  return useMemo(() => {
    const nodes = toNodes(
      {
        document,
        catalogue,
        selection,
        severities,
        dragged,
        marks: marks?.actions ?? null,
        ariaLabel: ({ name, type }, outlets) =>
          t('canvas.node', {
            name,
            type: words.tool(catalogue.get(type), type),
            exits: outlets.map(words.outlet).join(', '),
          }),
      },
      before.current,
      (entry) => t(`canvas.${entry}`),
    );
    before.current = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }, [document, catalogue, selection, severities, marks, dragged, t, words]);
}

function useEdges(props: FlowCanvasProps, selected: ReadonlySet<string>) {
  const { t } = useTranslation('flows');
  const lasted = useDuration();
  const { document, catalogue, marks = null } = props;
  const ways = useMemo(() => waysOf(document, catalogue), [document, catalogue]);
  const names = useMemo(
    () => new Map(document.actions.map(({ id, name }) => [id, name])),
    [document.actions],
  );
  return useMemo(
    () =>
      toEdges(document, selected, {
        marks: marks?.edges ?? null,
        ways,
        ariaLabel: ({ from, to }) =>
          t('canvas.edge', {
            from: names.get(from) ?? t(from === START ? 'canvas.start' : 'canvas.onError'),
            to: names.get(to),
          }),
        label: ({ passes, durationMs }) =>
          [passes > 1 ? `${passes}×` : '', durationMs === null ? '' : lasted(durationMs)]
            .filter(Boolean)
            .join(' · '),
        className: ({ error, passed }) =>
          [
            error ? classes['errorEdge'] : '',
            passed ? classes['passedEdge'] : marks ? classes['quietEdge'] : '',
          ].join(' '),
      }),
    [document, selected, marks, ways, names, t, lasted],
  );
}

/** Words of the canvas library in the person's language. */
function useAriaLabels(editable: boolean) {
  const { t } = useTranslation('flows');
  return useMemo(
    () => ({
      'node.a11yDescription.default': t(editable ? 'canvas.nodeKeys' : 'canvas.nodeKeysReading'),
      'node.a11yDescription.keyboardDisabled': t('canvas.nodeKeysReading'),
      'edge.a11yDescription.default': t(editable ? 'canvas.edgeKeys' : 'canvas.edgeKeysReading'),
      'controls.ariaLabel': t('canvas.controls'),
      'controls.zoomIn.ariaLabel': t('canvas.zoomIn'),
      'controls.zoomOut.ariaLabel': t('canvas.zoomOut'),
      'controls.fitView.ariaLabel': t('canvas.fit'),
      'minimap.ariaLabel': t('canvas.minimap'),
    }),
    [editable, t],
  );
}

/** Brings an action into sight, or everything. */
function useFocus(focus: FlowCanvasProps['focus'], document: FlowDocument) {
  const { setCenter, fitView } = useReactFlow();
  const at = focus ? document.actions.find(({ id }) => id === focus.id)?.position : undefined;
  const shown = useRef<Focus | null>(null);
  // It is brought into sight once, not at every move, and not before it is there.
  useEffect(() => {
    if (!focus || shown.current === focus) return;
    if (focus.id !== null && !at) return;
    shown.current = focus;
    if (at) void setCenter(at.x + 116, at.y + 60, { zoom: 1, duration: 200 });
    else void fitView(FIT);
  }, [focus, at, setCenter, fitView]);
}

/** Shows what the flow is opened with, unless an action was brought into sight already; until then it is busy. */
function useFirstView(focus: FlowCanvasProps['focus']) {
  const store = useStoreApi();
  const [busy, setBusy] = useState(true);
  const open = (canvas: ReactFlowInstance<CanvasNode, CanvasEdge>) => {
    setBusy(false);
    const { getNodes, getNodesBounds, setViewport } = canvas;
    if (focus && focus.id !== null) return;
    const { width, height } = store.getState();
    const everything = getNodesBounds(getNodes());
    const start = getNodesBounds([START]);
    void setViewport(firstView({ everything, start, width, height }));
  };
  return { busy, open };
}

function useDrop(deeds: CanvasDeeds | null) {
  const { screenToFlowPosition } = useReactFlow();
  const onDragOver = useCallback((event: DragEvent) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }, []);
  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = event.dataTransfer.getData(TOOL_MIME);
      if (!type || !deeds) return;
      event.preventDefault();
      const place = screenToFlowPosition({ x: event.clientX - 24, y: event.clientY - 24 });
      deeds.onDrop(type, { x: Math.round(place.x), y: Math.round(place.y) });
    },
    [deeds, screenToFlowPosition],
  );
  return deeds ? { onDragOver, onDrop } : {};
}

/** Moves while something is dragged; the document learns of it at the end. */
function useDragging(deeds: CanvasDeeds | null) {
  const [dragged, setDragged] = useState(NO_PLACES);
  const follow = (changes: readonly NodeChange<CanvasNode>[]) => {
    const moves = changes.filter((change) => change.type === 'position');
    const places = moves.flatMap(({ id, position }): [string, Place][] =>
      position ? [[id, { x: Math.round(position.x), y: Math.round(position.y) }]] : [],
    );
    if (places.length === 0) return;
    const ended = moves.some(({ dragging }) => dragging !== true);
    const next = new Map([...dragged, ...places]);
    setDragged(ended ? NO_PLACES : next);
    if (ended) deeds?.onMove(next);
  };
  return { dragged, follow };
}

function Canvas(props: FlowCanvasProps) {
  const { t } = useTranslation('flows');
  const { selection, onSelect, document } = props;
  const deeds = props.deeds ?? null;
  const scheme = useComputedColorScheme('light');
  const { dragged, follow } = useDragging(deeds);
  const [chosenEdges, setChosenEdges] = useState(NO_EDGES);
  const nodes = useNodes(props, dragged);
  const edges = useEdges(props, chosenEdges);
  useFocus(props.focus, document);
  const { busy, open } = useFirstView(props.focus);
  return (
    <section
      className={classes['canvas']}
      aria-label={props.label}
      aria-busy={busy}
      {...useDrop(deeds)}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes as CanvasNode[]}
        edges={edges as CanvasEdge[]}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        ariaLabelConfig={useAriaLabels(deeds !== null)}
        onNodesChange={(changes) => {
          const chosen = nextSelection(selection, changes);
          if (chosen) onSelect(chosen);
          if (deeds) follow(changes);
        }}
        onEdgesChange={(changes) => {
          const chosen = nextSelection(chosenEdges, changes);
          if (chosen) setChosenEdges(chosen);
        }}
        onConnect={(connection) =>
          deeds?.onConnect({ ...placeOf(connection), to: connection.target }, null)
        }
        onReconnect={(old, connection) =>
          deeds?.onConnect(
            { ...placeOf(connection), to: connection.target },
            { from: old.source, outlet: old.sourceHandle ?? '' },
          )
        }
        onDelete={({ nodes: gone, edges: cut }) =>
          deeds?.onDelete(
            gone.map(({ id }) => id),
            cut.map(({ source, sourceHandle = '' }) => ({
              from: source,
              outlet: sourceHandle ?? '',
            })),
          )
        }
        nodesDraggable={deeds !== null}
        nodesConnectable={deeds !== null}
        edgesReconnectable={deeds !== null}
        deleteKeyCode={deeds ? ['Delete', 'Backspace'] : null}
        onlyRenderVisibleElements={document.actions.length > 80}
        minZoom={0.1}
        maxZoom={2}
        fitViewOptions={FIT}
        onInit={open}
        snapToGrid
        snapGrid={[8, 8]}
        connectionRadius={30}
      >
        <Background gap={24} />
        <Controls showInteractive={false} fitViewOptions={FIT} aria-label={t('canvas.controls')} />
        <MiniMap
          pannable
          zoomable
          ariaLabel={t('canvas.minimap')}
          className={classes['minimap'] ?? ''}
          style={{ width: 150, height: 100 }}
        />
      </ReactFlow>
    </section>
  );
}

/** A flow drawn: actions, exits and what leads where. It edits when it is given the deeds for it. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <CanvasCatalogue value={props.catalogue}>
      <ReactFlowProvider>
        <Canvas {...props} />
      </ReactFlowProvider>
    </CanvasCatalogue>
  );
}
