import type { FieldDescriptor, FieldOption } from '#src/components/form-rules.ts';
import { isTimed, RESPONSE_MODES, SKILL_METHODS, WRAPUP_PROMPTS } from './queue-rules.ts';

type Translate = (key: string) => string;

const serviceLevelFields = (t: Translate): readonly FieldDescriptor[] => [
  {
    kind: 'number',
    name: 'serviceLevelSeconds',
    label: t('fields.serviceLevelSeconds'),
    description: t('fields.serviceLevelHelp'),
    required: true,
    min: 1,
    max: 86_400,
  },
  {
    kind: 'number',
    name: 'serviceLevelPercent',
    label: t('fields.serviceLevelPercent'),
    required: true,
    min: 1,
    max: 100,
  },
];

const responseFields = (
  t: Translate,
  libraries: readonly FieldOption[],
): readonly FieldDescriptor[] => [
  {
    kind: 'select',
    name: 'responseMode',
    label: t('fields.responses'),
    description: t('fields.responsesHelp'),
    required: true,
    options: RESPONSE_MODES.map((value) => ({ value, label: t(`responses.${value}`) })),
  },
  {
    kind: 'multiselect',
    name: 'responseLibraries',
    label: t('fields.responseLibraries'),
    required: true,
    options: libraries,
    visible: (values) => values['responseMode'] === 'SelectedOnly',
  },
];

/** The fields of a queue. `t` translates keys of this feature; the libraries are those of canned responses. */
export const queueFields = (
  t: Translate,
  libraries: readonly FieldOption[],
): readonly FieldDescriptor[] => [
  { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
  { kind: 'textarea', name: 'description', label: t('fields.description') },
  {
    kind: 'number',
    name: 'alertingTimeoutSeconds',
    label: t('fields.alerting'),
    description: t('fields.alertingHelp'),
    required: true,
    min: 7,
    max: 300,
  },
  ...serviceLevelFields(t),
  {
    kind: 'select',
    name: 'skillEvaluationMethod',
    label: t('fields.skills'),
    description: t('fields.skillsHelp'),
    required: true,
    options: SKILL_METHODS.map((value) => ({ value, label: t(`skills.${value}`) })),
  },
  {
    kind: 'select',
    name: 'wrapupPrompt',
    label: t('fields.wrapup'),
    description: t('fields.wrapupHelp'),
    required: true,
    options: WRAPUP_PROMPTS.map((value) => ({ value, label: t(`wrapup.${value}`) })),
  },
  {
    kind: 'number',
    name: 'wrapupSeconds',
    label: t('fields.wrapupSeconds'),
    required: true,
    min: 1,
    max: 86_400,
    visible: (values) => isTimed(values['wrapupPrompt']),
  },
  ...responseFields(t, libraries),
];
