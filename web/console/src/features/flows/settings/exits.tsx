import { Fieldset, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDesigner } from '../designer/designer-context.ts';
import { type Outlet, outletsOf } from '../document/catalogue.ts';
import { connect, disconnect } from '../document/edits.ts';
import { type FlowAction, type FlowDocument, ON_ERROR, START } from '../document/flow-document.ts';
import { useWords } from '../use-words.ts';

type ExitProps = {
  readonly from: string;
  readonly outlet: string;
  readonly label: string;
  /** Id of the action it leads to. */
  readonly to: string | null;
};

const choicesOf = ({ actions }: FlowDocument) =>
  actions.map(({ id, name }) => ({ value: id, label: name }));

/** Leads one exit somewhere, without a pointer. */
export function ExitSelect({ from, outlet, label, to }: ExitProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  const { document, edit, editable } = useDesigner();
  return (
    <Select
      size="xs"
      label={label}
      placeholder={t('exits.nowhere')}
      data={choicesOf(document)}
      value={to}
      searchable={document.actions.length > 8}
      clearable
      clearButtonProps={{ 'aria-label': common('clear') }}
      disabled={!editable}
      onChange={(next) =>
        edit((old) =>
          next === null
            ? disconnect(old, { from, outlet })
            : connect(old, { from, outlet, to: next }),
        )
      }
    />
  );
}

const loose = (document: FlowDocument, action: FlowAction, known: readonly Outlet[]) =>
  document.edges
    .filter(({ from, outlet }) => from === action.id && !known.some(({ name }) => name === outlet))
    .map(({ outlet }): Outlet => ({ name: outlet, labelKey: null }));

/** Where the exits of an action lead. */
export function Exits({ action }: { readonly action: FlowAction }) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const { document, catalogue } = useDesigner();
  const known = outletsOf(catalogue.get(action.type), action.settings);
  const all = [...known, ...loose(document, action, known)];
  if (all.length === 0) return null;
  const targetOf = (outlet: string) =>
    document.edges.find((edge) => edge.from === action.id && edge.outlet === outlet)?.to ?? null;
  return (
    <Fieldset legend={t('exits.title')} p="xs">
      <Stack gap="xs">
        {all.map((outlet) => (
          <ExitSelect
            key={outlet.name}
            from={action.id}
            outlet={outlet.name}
            label={words.outlet(outlet)}
            to={targetOf(outlet.name)}
          />
        ))}
      </Stack>
    </Fieldset>
  );
}

/** Where the flow begins, and where it goes on after an error without an exit of its own. */
export function Entries() {
  const { t } = useTranslation('flows');
  const { document } = useDesigner();
  return (
    <Fieldset legend={t('exits.entries')} p="xs">
      <Stack gap="xs">
        <ExitSelect from={START} outlet="" label={t('canvas.start')} to={document.start} />
        <ExitSelect
          from={ON_ERROR}
          outlet=""
          label={t('canvas.onError')}
          to={document.onError ?? null}
        />
      </Stack>
    </Fieldset>
  );
}
