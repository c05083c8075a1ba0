import {
  Badge,
  Button,
  Checkbox,
  Group,
  Paper,
  Select,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type FlowVariable,
  type FlowVariableType,
  VARIABLE_FLAGS,
  VARIABLE_TYPES,
} from '../document/flow-document.ts';
import {
  isKept,
  objectionTo,
  readInitial,
  typedInitial,
  withFlag,
  withInitial,
} from '../document/variables.ts';
import { Usages } from './usages.tsx';

type VariableCardProps = {
  readonly variable: FlowVariable;
  readonly others: readonly FlowVariable[];
  readonly opened: boolean;
  readonly onToggle: () => void;
  readonly onChange: (variable: FlowVariable) => void;
  readonly onRemove: () => void;
  readonly editable: boolean;
};

/** Marks of variables from elsewhere that nothing here goes by: they can be taken away, not given. */
const IMPORTED_FLAGS = ['agentViewable', 'agentEditable', 'reportable'] as const;
const importedOf = (variable: FlowVariable) => IMPORTED_FLAGS.filter((flag) => variable[flag]);
const isImported = (flag: string) => IMPORTED_FLAGS.some((one) => one === flag);

function NameInput({ variable, others, onChange, editable }: VariableCardProps) {
  const { t } = useTranslation('flows');
  const [name, setName] = useState(variable.name);
  const objection = name === variable.name ? null : objectionTo(name, others);
  // Actions follow a new name when it is whole, not letter by letter.
  const take = () => {
    if (name !== variable.name && !objection) onChange({ ...variable, name });
  };
  return (
    <TextInput
      size="xs"
      label={t('variables.name')}
      required
      disabled={!editable}
      value={name}
      error={objection ? t(`variables.objections.${objection}`) : null}
      onChange={({ currentTarget }) => setName(currentTarget.value)}
      onBlur={take}
      onKeyDown={({ key }) => key === 'Enter' && take()}
    />
  );
}

function InitialInput({ variable, onChange, editable }: VariableCardProps) {
  const { t } = useTranslation('flows');
  const [text, setText] = useState(() => typedInitial(variable));
  // It may be typed over and taken back as long as the card stands open.
  const [kept] = useState(() => isKept(variable));
  const read = readInitial(variable.type, text);
  return (
    <TextInput
      size="xs"
      label={t('variables.initial')}
      disabled={!editable}
      value={text}
      type={variable.secure ? 'password' : 'text'}
      autoComplete="off"
      placeholder={kept && variable.secure ? t('variables.kept') : ''}
      error={read ? null : t('variables.notOfType', { type: variable.type ?? '' })}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        const next = readInitial(variable.type, value);
        if (next) onChange(withInitial(variable, next.value, kept && variable.secure === true));
      }}
    />
  );
}

function VariableForm(props: VariableCardProps) {
  const { t } = useTranslation('flows');
  const { variable, onChange, onRemove, editable } = props;
  return (
    <Stack gap="xs" mt="xs">
      <NameInput key={variable.name} {...props} />
      <Select
        size="xs"
        label={t('variables.type')}
        disabled={!editable}
        data={VARIABLE_TYPES.map((type) => ({ value: type, label: t(`variables.types.${type}`) }))}
        value={variable.type ?? null}
        placeholder={t('variables.anyType')}
        onChange={(type) => type && onChange({ ...variable, type: type as FlowVariableType })}
      />
      <InitialInput {...props} />
      <TextInput
        size="xs"
        label={t('variables.description')}
        disabled={!editable}
        value={variable.description ?? ''}
        onChange={({ currentTarget: { value: description } }) =>
          onChange({ ...variable, description })
        }
      />
      {[...VARIABLE_FLAGS, ...importedOf(variable)].map((flag) => (
        <Checkbox
          key={flag}
          size="xs"
          label={t(`variables.flags.${flag}`)}
          description={isImported(flag) ? t('variables.imported') : null}
          disabled={!editable}
          checked={variable[flag] ?? false}
          onChange={({ currentTarget: { checked } }) => onChange(withFlag(variable, flag, checked))}
        />
      ))}
      <Usages name={variable.name} />
      {editable && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconTrash size={14} />}
          onClick={onRemove}
        >
          {t('variables.remove', { name: variable.name })}
        </Button>
      )}
    </Stack>
  );
}

/** One variable: folded it shows name, type and marks. */
export function VariableCard(props: VariableCardProps) {
  const { t } = useTranslation('flows');
  const { variable, opened, onToggle } = props;
  const marks = VARIABLE_FLAGS.filter((flag) => variable[flag]);
  return (
    <Paper withBorder p="xs">
      <UnstyledButton w="100%" aria-expanded={opened} onClick={onToggle}>
        <Group gap={6}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {variable.name}
          </Text>
          <Text size="xs" c="dimmed">
            {variable.type ? t(`variables.types.${variable.type}`) : t('variables.anyType')}
          </Text>
          {marks.map((flag) => (
            <Badge key={flag} size="xs" variant="default" tt="none">
              {t(`variables.flags.${flag}`)}
            </Badge>
          ))}
        </Group>
      </UnstyledButton>
      {opened && <VariableForm {...props} />}
    </Paper>
  );
}
