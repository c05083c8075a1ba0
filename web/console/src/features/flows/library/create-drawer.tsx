import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import { useSession } from '#src/session/session.ts';
import { type FlowKind, HALF_OF } from '../document/flow-document.ts';
import { type Flow, flowApiOf } from '../flow-api.ts';

type CreateDrawerProps = {
  readonly opened: boolean;
  readonly kinds: readonly FlowKind[];
  readonly onClose: () => void;
  readonly onMade: (flow: Flow) => void;
};

/** Templates of all halves of this server. */
function useTemplates(kinds: readonly FlowKind[], enabled: boolean) {
  const { api } = useSession();
  const halves = [...new Set(kinds.map((kind) => HALF_OF[kind]))];
  const read = useQuery({
    queryKey: ['flow-templates', halves],
    queryFn: async () => {
      const replies = await Promise.all(halves.map((half) => flowApiOf(api, half).templates()));
      return replies.flatMap(({ templates }) => templates);
    },
    enabled,
  });
  return read.data ?? [];
}

/** Name, kind and what to begin with. */
export function CreateDrawer({ opened, kinds, onClose, onMade }: CreateDrawerProps) {
  const { t } = useTranslation('flows');
  const { api } = useSession();
  const templates = useTemplates(kinds, opened);
  const ofKind = (kind: FlowKind): FieldDescriptor => ({
    kind: 'select',
    name: `template-${kind}`,
    label: t('library.template'),
    description: t('library.templateHelp'),
    options: templates
      .filter((one) => one.kind === kind)
      .map(({ id, name, description }) => ({ value: id, label: `${name}: ${description}` })),
    visible: (values: FormValues) => values['kind'] === kind,
  });
  const fields: readonly FieldDescriptor[] = [
    { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
    {
      kind: 'select',
      name: 'kind',
      label: t('fields.kind'),
      required: true,
      options: kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
    },
    { kind: 'textarea', name: 'description', label: t('fields.description'), maxLength: 4000 },
    ...kinds.filter((kind) => templates.some((one) => one.kind === kind)).map(ofKind),
  ];
  const create = async (values: FormValues) => {
    const kind = textOf(values, 'kind') as FlowKind;
    const description = textOf(values, 'description');
    const template = textOf(values, `template-${kind}`);
    const made = await flowApiOf(api, HALF_OF[kind]).create({
      name: textOf(values, 'name'),
      kind,
      ...(description ? { description } : {}),
      ...(template ? { template } : {}),
    });
    onMade(made);
  };
  return (
    <FormDrawer
      opened={opened}
      title={t('new')}
      fields={fields}
      initial={{ kind: kinds[0] ?? null }}
      onSubmit={create}
      onClose={onClose}
    />
  );
}
