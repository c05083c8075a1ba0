import { Alert, Box } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LeaveGuard } from '#src/components/leave-guard.tsx';
import { useSession } from '#src/session/session.ts';
import type { Focus } from '../canvas/flow-canvas.tsx';
import { ConflictDialog } from '../dialogs/conflict-dialog.tsx';
import { PublishDialog } from '../dialogs/publish-dialog.tsx';
import { VersionsDrawer } from '../dialogs/versions-drawer.tsx';
import type { Catalogue } from '../document/catalogue.ts';
import { copyActions, pasteActions } from '../document/clipboard.ts';
import { removeActions } from '../document/edits.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import { placed } from '../document/layout.ts';
import type { Flow, FlowApi } from '../flow-api.ts';
import { RunsView } from '../runs/runs-view.tsx';
import { SimulatorView } from '../simulator/simulator-view.tsx';
import { DesignView, type Pane } from './design-view.tsx';
import classes from './designer.module.css';
import { DESIGNER_VIEWS, DesignerBar, type DesignerView } from './designer-bar.tsx';
import { DesignerContext, type Designer as DesignerValue } from './designer-context.ts';
import { useDeeds } from './use-deeds.ts';
import { type Edits, useEdits } from './use-edits.ts';
import { useKeys } from './use-keys.ts';
import { useValidation } from './use-validation.ts';

export type DesignerProps = {
  readonly flows: FlowApi;
  readonly flow: Flow;
  readonly stored: { readonly version: number | null; readonly document: FlowDocument };
  readonly catalogue: Catalogue;
};

const NONE: ReadonlySet<string> = new Set();

/** What is chosen, what is looked at, and what is brought into sight. */
function useLooking() {
  const [selection, setSelection] = useState(NONE);
  const [pane, setPane] = useState<Pane>('settings');
  const [focus, setFocus] = useState<Focus | null>(null);
  const show = useCallback((id: string) => {
    setSelection(new Set([id]));
    setPane('settings');
    setFocus({ id });
  }, []);
  const showAll = useCallback(() => setFocus({ id: null }), []);
  return { selection, setSelection, pane, setPane, focus, show, showAll };
}
type Looking = ReturnType<typeof useLooking>;

type ClipboardInput = {
  readonly edits: Edits;
  readonly looking: Looking;
  readonly catalogue: Catalogue;
};

function clipboardOf({ edits, looking, catalogue }: ClipboardInput) {
  const { selection, setSelection } = looking;
  const copy = () => copyActions(edits.document, selection, catalogue);
  return {
    copy,
    cut: () => {
      const text = copy();
      if (text !== null) edits.edit((old) => removeActions(old, selection));
      return text;
    },
    paste: (text: string) => {
      const pasted = pasteActions(edits.document, text, catalogue);
      if (!pasted) return false;
      edits.edit(() => pasted.document);
      setSelection(pasted.ids);
      return true;
    },
  };
}

function useRights(flow: Flow) {
  const { can, me } = useSession();
  const mine = flow.lockedBy === null || flow.lockedBy.id === me.id;
  const mayEdit = can({ all: ['architect:flow:edit'] });
  return {
    mine,
    editable: mayEdit && mine,
    mayPublish: mine && can({ any: ['architect:flow:publish', 'architect:flow:unlock'] }),
    views: DESIGNER_VIEWS.filter(
      (view) =>
        (view !== 'simulate' || mayEdit) &&
        (view !== 'runs' || can({ all: ['architect:flowExecution:view'] })),
    ),
    mayLock: mine ? mayEdit : can({ all: ['architect:flow:unlock'] }),
  };
}

/** A flow on the canvas, with everything to draw, check, save and publish it. */
export function Designer({ flows, flow, stored, catalogue }: DesignerProps) {
  const { t } = useTranslation('flows');
  const edits = useEdits(stored.document, catalogue);
  const deeds = useDeeds({ flows, flow, edits, base: stored.version });
  const { problems, counts, checking, failure } = useValidation(flows, flow.id, edits.document);
  const looking = useLooking();
  const rights = useRights(flow);
  const [view, setView] = useState<DesignerView>('design');
  const [dialog, setDialog] = useState<'publish' | 'versions' | null>(null);
  const { document, edit, dirty } = edits;
  const { editable } = rights;
  const { show, selection } = looking;
  useKeys(
    {
      undo: edits.undo,
      redo: edits.redo,
      save: () => dirty && !deeds.save.isPending && deeds.save.mutate(undefined),
      ...clipboardOf({ edits, looking, catalogue }),
    },
    editable && view === 'design',
  );
  const value = useMemo<DesignerValue>(
    () => ({ flows, catalogue, document, problems, counts, editable, edit, show }),
    [flows, catalogue, document, problems, counts, editable, edit, show],
  );
  const error = deeds.save.error ?? deeds.lock.error;
  return (
    <DesignerContext value={value}>
      <div className={classes['page']}>
        <Box>
          <DesignerBar
            {...rights}
            flow={flow}
            edits={edits}
            deeds={deeds}
            view={view}
            onView={setView}
            onArrange={() => {
              edit((old) => placed(old, catalogue, { all: true }));
              looking.showAll();
            }}
            onHistory={() => setDialog('versions')}
            onPublish={() => setDialog('publish')}
          />
          {!rights.mine && (
            <Alert color="yellow" radius={0}>
              {t('lockedHelp', { name: flow.lockedBy?.name ?? '' })}
            </Alert>
          )}
          {error && <ErrorNotice error={error} title={t('failed.save')} />}
        </Box>
        {view === 'simulate' && (
          <SimulatorView flows={flows} flow={flow} document={document} catalogue={catalogue} />
        )}
        {view === 'runs' && (
          <RunsView flows={flows} flow={flow} document={document} catalogue={catalogue} />
        )}
        {view === 'design' && (
          <DesignView
            selection={selection}
            onSelect={looking.setSelection}
            focus={looking.focus}
            pane={looking.pane}
            onPane={looking.setPane}
            checking={checking}
            failure={failure}
          />
        )}
      </div>
      <PublishDialog
        opened={dialog === 'publish'}
        onClose={() => setDialog(null)}
        flow={flow}
        deeds={deeds}
        dirty={dirty}
        problems={problems}
      />
      <VersionsDrawer
        opened={dialog === 'versions'}
        onClose={() => setDialog(null)}
        flows={flows}
        flow={flow}
        editable={editable}
        onLoad={(old) => {
          edits.replace(old, false);
          setDialog(null);
        }}
      />
      <ConflictDialog deeds={deeds} />
      <LeaveGuard dirty={() => dirty} text={t('leave')} />
    </DesignerContext>
  );
}
