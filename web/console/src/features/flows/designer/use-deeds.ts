import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '#src/api/api-error.ts';
import { notifyDone } from '#src/components/notify.ts';
import { type FlowDocument, readDocument } from '../document/flow-document.ts';
import type { Flow, FlowApi, FlowLabel } from '../flow-api.ts';
import type { Edits } from './use-edits.ts';

type DeedsInput = {
  readonly flows: FlowApi;
  readonly flow: Flow;
  readonly edits: Edits;
  /** Version the document was made from. */
  readonly base: number | null;
};

/** A version that somebody else saved meanwhile. */
export type Conflict = { readonly theirs: number };

/** Saves, publishes and locks the flow. */
export function useDeeds({ flows, flow, edits, base: firstBase }: DeedsInput) {
  const { t } = useTranslation('flows');
  const client = useQueryClient();
  const [base, setBase] = useState(firstBase);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const reread = () => client.invalidateQueries({ queryKey: ['flows'] });

  const store = async (document: FlowDocument, expectedVersion: number | null) => {
    try {
      const kept = await flows.save(flow.id, { document, expectedVersion });
      edits.saved(document, readDocument(kept.document));
      setBase(kept.version);
      setConflict(null);
      notifyDone(t('saved', { version: kept.version }));
      return kept.version;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      const { savedVersion } = await flows.get(flow.id);
      if (savedVersion === null || savedVersion === expectedVersion) throw error;
      setConflict({ theirs: savedVersion });
      return null;
    }
  };
  const save = useMutation({
    /** @param over the version to save over; otherwise the one this was made from */
    mutationFn: (over: number | undefined) => store(edits.document, over ?? base),
    onSettled: reread,
  });
  const takeTheirs = useMutation({
    mutationFn: async (version: number) => {
      const read = await flows.version(flow.id, version);
      edits.replace(readDocument(read.document), true);
      setBase(read.version);
      setConflict(null);
    },
  });
  const publish = useMutation({
    mutationFn: async (labels: readonly FlowLabel[]) => {
      const version = edits.dirty || base === null ? await store(edits.document, base) : base;
      if (version === null) return false;
      await flows.publish(flow.id, { version, expectedVersion: version, labels });
      notifyDone(t('publish.done', { name: flow.name, version }));
      return true;
    },
    onSettled: reread,
  });
  const lock = useMutation({
    mutationFn: (take: boolean) => (take ? flows.lock(flow.id) : flows.unlock(flow.id)),
    onSettled: reread,
  });
  return { base, conflict, dropConflict: () => setConflict(null), save, takeTheirs, publish, lock };
}
export type Deeds = ReturnType<typeof useDeeds>;
