import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  PasswordInput,
  Stack,
  TextInput,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AttributeDraft, AttributeProblem } from './vault-rules.ts';

type AttributeEditorProps = {
  readonly attribute: AttributeDraft;
  /** What stands in the way of saving it. */
  readonly problem: AttributeProblem | null;
  readonly number: number;
  readonly external: boolean;
  readonly readOnly: boolean;
  /** Null for the only one: a credential has one at least. */
  readonly onRemove: (() => void) | null;
  readonly onChange: (attribute: AttributeDraft) => void;
};

/** The value of everybody: typed anew, or left as it is stored. */
function ValueInput({ attribute, readOnly, onChange }: AttributeEditorProps) {
  const { t } = useTranslation(['vault', 'common']);
  const stored = attribute.hasValue && !attribute.clear;
  const common = {
    label: t('vault:attribute.value'),
    description: t('vault:attribute.valueHelp'),
    placeholder: stored ? t('vault:value.stored') : t('vault:attribute.noValue'),
    disabled: readOnly,
    value: attribute.value,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...attribute, value: event.currentTarget.value }),
  };
  return (
    <>
      {attribute.masked ? (
        <PasswordInput
          {...common}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('common:secret.toggle'), tabIndex: 0 }}
        />
      ) : (
        <TextInput {...common} autoComplete="off" />
      )}
      {attribute.hasValue && !readOnly && (
        <Checkbox
          label={t('vault:attribute.clear')}
          checked={attribute.clear}
          onChange={(event) => onChange({ ...attribute, clear: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

/** One attribute of a credential. */
export function AttributeEditor(props: AttributeEditorProps) {
  const { t } = useTranslation('vault');
  const { attribute, problem, number, external, readOnly, onRemove, onChange } = props;
  const set = (part: Partial<AttributeDraft>) => onChange({ ...attribute, ...part });
  return (
    <Fieldset legend={t('attribute.legend', { number })}>
      <Stack gap="sm">
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            label={t('attribute.name')}
            required
            maxLength={256}
            disabled={readOnly}
            error={problem ? t(`problems.${problem}`) : null}
            value={attribute.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('fields.description')}
            maxLength={1000}
            disabled={readOnly}
            value={attribute.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        </Group>
        {!external && (
          <NativeSelect
            label={t('attribute.input')}
            disabled={readOnly}
            data={[
              { value: 'standard', label: t('attribute.standard') },
              { value: 'userProvided', label: t('attribute.userProvided') },
            ]}
            value={attribute.input}
            onChange={(event) =>
              set({ input: event.currentTarget.value as AttributeDraft['input'], value: '' })
            }
          />
        )}
        <Checkbox
          label={t('attribute.masked')}
          disabled={readOnly}
          checked={attribute.masked}
          onChange={(event) => set({ masked: event.currentTarget.checked })}
        />
        {!external && attribute.input === 'standard' && <ValueInput {...props} />}
        {onRemove && !readOnly && (
          <Group justify="flex-end">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconTrash size={16} />}
              aria-label={t('attribute.removeNamed', { name: attribute.name || number })}
              onClick={onRemove}
            >
              {t('attribute.remove')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}
