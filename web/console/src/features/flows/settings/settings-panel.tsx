import { Alert, Button, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FoldingSections } from '#src/components/folding-sections.tsx';
import { useDesigner } from '../designer/designer-context.ts';
import { isSet, isVisible, type ToolField } from '../document/catalogue.ts';
import { changeAction, changeSettings, removeActions } from '../document/edits.ts';
import type { FlowAction, Json } from '../document/flow-document.ts';
import { problemsAt } from '../document/problems.ts';
import { renameAction } from '../document/usages.ts';
import type { FlowProblem } from '../flow-api.ts';
import { useProblemText } from '../use-problem-text.ts';
import { useWords } from '../use-words.ts';
import { Entries, Exits } from './exits.tsx';
import { FieldInput } from './field-input.tsx';
import { RowsInput } from './rows-input.tsx';

type SettingProps = {
  readonly action: FlowAction;
  readonly field: ToolField;
  readonly problems: readonly FlowProblem[];
};

function Setting({ action, field, problems }: SettingProps) {
  const { catalogue, edit, editable } = useDesigner();
  const textOf = useProblemText();
  const value = action.settings[field.name];
  const errorAt = (place: { readonly row?: number; readonly column?: string }) => {
    const [first] = problemsAt(problems, { field: field.name, ...place });
    return first ? textOf(first) : null;
  };
  const change = (next: Json | undefined) => {
    const { [field.name]: _, ...others } = action.settings;
    const settings = next === undefined ? others : { ...action.settings, [field.name]: next };
    edit(
      (old) => changeSettings(old, action.id, { settings, catalogue }),
      `${action.id} ${field.name}`,
    );
  };
  if (field.kind === 'rows') {
    return (
      <RowsInput
        field={field}
        value={value}
        disabled={!editable}
        errorAt={errorAt}
        onChange={(rows) => change(rows.length === 0 ? undefined : rows)}
      />
    );
  }
  return (
    <FieldInput
      field={field}
      value={value}
      beside={action.settings}
      disabled={!editable}
      error={errorAt({})}
      onChange={change}
    />
  );
}

function NameFields({ action }: { readonly action: FlowAction }) {
  const { t } = useTranslation('flows');
  const { catalogue, edit, editable } = useDesigner();
  const { id } = action;
  return (
    <>
      <TextInput
        size="xs"
        label={t('settings.name')}
        required
        disabled={!editable}
        value={action.name}
        error={action.name.trim() === '' ? t('settings.nameMissing') : null}
        onChange={({ currentTarget: { value: name } }) =>
          edit((old) => renameAction(old, { id, name }, catalogue), `${id} name`)
        }
      />
      <Textarea
        size="xs"
        label={t('settings.description')}
        autosize
        minRows={1}
        disabled={!editable}
        value={action.description ?? ''}
        onChange={({ currentTarget: { value: description } }) =>
          edit((old) => changeAction(old, id, (one) => ({ ...one, description })), `${id} about`)
        }
      />
    </>
  );
}

type SettingFieldsProps = Omit<SettingProps, 'field'> & { readonly fields: readonly ToolField[] };

/** The settings of an action; those of a long form stand in the sections they name. */
function SettingFields({ action, fields, problems }: SettingFieldsProps) {
  const words = useWords();
  const shown = fields.filter((field) => isVisible(field, action.settings, fields));
  const names = [...new Set(shown.flatMap(({ section }) => section ?? []))];
  const show = (field: ToolField) => (
    <Setting key={field.name} action={action} field={field} problems={problems} />
  );
  const sections = names.map((name) => {
    const inside = shown.filter(({ section }) => section === name);
    return {
      ...{ name, label: words.section(name) },
      set: inside.filter((field) => isSet(field, action.settings)).length,
      isBad: problems.some((one) => inside.some(({ name }) => name === one.field)),
      children: <Stack gap="sm">{inside.map(show)}</Stack>,
    };
  });
  return (
    <>
      {shown.filter(({ section }) => section === undefined).map(show)}
      {sections.length > 0 && <FoldingSections small order={3} sections={sections} />}
    </>
  );
}

/** Form of one action, made of the settings it declares. */
export function SettingsPanel({ action }: { readonly action: FlowAction }) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const { catalogue, problems, edit, editable } = useDesigner();
  const tool = catalogue.get(action.type);
  const fields = tool?.fields ?? [];
  const own = problems.filter((problem) => problem.action === action.id);
  const help = words.help(action.type);
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h5">
            {words.tool(tool, action.type)}
          </Title>
          {help && (
            <Text size="xs" c="dimmed">
              {help}
            </Text>
          )}
        </div>
        {editable && (
          <Button
            size="compact-xs"
            flex="none"
            variant="default"
            leftSection={<IconTrash size={14} />}
            onClick={() => edit((old) => removeActions(old, new Set([action.id])))}
          >
            {t('settings.remove')}
          </Button>
        )}
      </Group>
      {!tool && <Alert color="red">{t('settings.unknownAction', { type: action.type })}</Alert>}
      <NameFields action={action} />
      <SettingFields action={action} fields={fields} problems={own} />
      <Exits action={action} />
    </Stack>
  );
}

/** What the panel shows while no single action is chosen. */
export function FlowPanel({ chosen }: { readonly chosen: number }) {
  const { t } = useTranslation('flows');
  const { document, edit, editable, show } = useDesigner();
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {chosen > 1 ? t('settings.several', { count: chosen }) : t('settings.flow')}
      </Title>
      <Text size="sm" c="dimmed">
        {document.actions.length === 0 ? t('settings.empty') : t('settings.choose')}
      </Text>
      {editable && document.actions.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('settings.keys')}
        </Text>
      )}
      <Textarea
        size="xs"
        label={t('settings.description')}
        autosize
        minRows={2}
        disabled={!editable}
        value={document.description ?? ''}
        onChange={({ currentTarget: { value: description } }) =>
          edit((old) => ({ ...old, description }), 'description')
        }
      />
      <Entries />
      {document.actions.length > 0 && (
        <nav aria-label={t('settings.actions')}>
          <Text size="xs" fw={700} c="dimmed" mb={4}>
            {t('settings.actions')}
          </Text>
          <Stack gap={2}>
            {document.actions.map(({ id, name }) => (
              <Button
                key={id}
                size="compact-xs"
                variant="subtle"
                justify="flex-start"
                onClick={() => show(id)}
              >
                {name}
              </Button>
            ))}
          </Stack>
        </nav>
      )}
    </Stack>
  );
}
