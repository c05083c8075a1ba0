import { Autocomplete, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FlowAction, SettingValue } from './flow-document.ts';
import { RowsField } from './rows-field.tsx';
import { type ToolField, toolOf } from './toolbox.ts';

type ActionSettingsProps = {
  readonly action: FlowAction;
  readonly queues: readonly string[];
  readonly editable: boolean;
  /** Shows which required settings are missing. */
  readonly checked: boolean;
  readonly onChange: (settings: FlowAction['settings']) => void;
};

export const isMissing = (field: ToolField, value: SettingValue | undefined): boolean =>
  (field.required ?? false) && (value === undefined || value.length === 0);

/** The settings of one action, by the fields that the toolbox declares. */
export function ActionSettings(props: ActionSettingsProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  const { action, editable, onChange } = props;
  const set = (name: string, value: SettingValue) =>
    onChange({ ...action.settings, [name]: value });
  const draw = (field: ToolField) => {
    const value = action.settings[field.name];
    const missing = props.checked && isMissing(field, value);
    const input = {
      label: t(`settings.${action.type}.${field.name}`),
      description: t(`settingsHelp.${action.type}.${field.name}`, { open: '{{', close: '}}' }),
      required: field.required ?? false,
      disabled: !editable,
      error: missing ? common('form.required') : null,
    };
    if (field.kind === 'rows') {
      return (
        <RowsField
          key={field.name}
          {...input}
          columns={field.columns}
          rows={Array.isArray(value) ? value : []}
          onChange={(rows) => set(field.name, rows)}
        />
      );
    }
    const text = typeof value === 'string' ? value : '';
    if (field.kind === 'queue') {
      return (
        <Autocomplete
          key={field.name}
          {...input}
          data={[...props.queues]}
          value={text}
          onChange={(next) => set(field.name, next)}
        />
      );
    }
    const onText = (event: { currentTarget: { value: string } }) =>
      set(field.name, event.currentTarget.value);
    return field.kind === 'textarea' ? (
      <Textarea key={field.name} {...input} autosize minRows={2} value={text} onChange={onText} />
    ) : (
      <TextInput key={field.name} {...input} value={text} onChange={onText} />
    );
  };
  return <Stack gap="sm">{(toolOf(action.type)?.fields ?? []).map(draw)}</Stack>;
}
