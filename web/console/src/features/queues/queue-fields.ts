import type { FieldDescriptor } from '#src/components/form-rules.ts';
import { isTimed, SKILL_METHODS, WRAPUP_PROMPTS } from './queue-rules.ts';

type Translate = (key: string) => string;

/** The fields of a queue. `t` translates keys of this feature. */
export const queueFields = (t: Translate): readonly FieldDescriptor[] => [
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
];
