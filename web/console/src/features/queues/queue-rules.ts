import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, listOf, numberOf, textOf } from '#src/components/form-rules.ts';

export type Queue = ReplyOf<'GET /api/v2/routing/queues/{queueId}'>;
type QueueBody = BodyOf<'POST /api/v2/routing/queues'>;

export const WRAPUP_PROMPTS = [
  'OPTIONAL',
  'MANDATORY',
  'MANDATORY_TIMEOUT',
  'MANDATORY_FORCED_TIMEOUT',
  'AGENT_REQUESTED',
] as const;
type WrapupPrompt = (typeof WRAPUP_PROMPTS)[number];

export const SKILL_METHODS = ['NONE', 'BEST', 'ALL'] as const;
type SkillMethod = (typeof SKILL_METHODS)[number];

/** Prompts that end after a time. */
export const isTimed = (prompt: unknown): boolean =>
  typeof prompt === 'string' && prompt.endsWith('TIMEOUT');

export const RESPONSE_MODES = ['All', 'SelectedOnly', 'None'] as const;
type ResponseMode = (typeof RESPONSE_MODES)[number];
type ResponseLibraries = {
  readonly mode?: ResponseMode;
  readonly libraryIds?: readonly string[];
};

/** Which libraries of canned responses the agents of a queue see; all of them unless it says otherwise. */
const librariesOf = (queue: Queue | null): ResponseLibraries =>
  (queue?.cannedResponseLibraries as ResponseLibraries | undefined) ?? {};

const serviceLevelOf = (queue: Queue | null) => queue?.mediaSettings?.message?.serviceLevel ?? {};

/** The form's values of a queue, or of a new one. */
export const queueToForm = (queue: Queue | null): FormValues => ({
  name: queue?.name ?? '',
  description: queue?.description ?? '',
  alertingTimeoutSeconds: queue?.mediaSettings?.message?.alertingTimeoutSeconds ?? 30,
  skillEvaluationMethod: queue?.skillEvaluationMethod ?? 'ALL',
  wrapupPrompt: queue?.acwSettings?.wrapupPrompt ?? 'OPTIONAL',
  wrapupSeconds: Math.round((queue?.acwSettings?.timeoutMs ?? 300_000) / 1000),
  serviceLevelPercent: Math.round((serviceLevelOf(queue).percentage ?? 0.8) * 100),
  serviceLevelSeconds: Math.round((serviceLevelOf(queue).durationMs ?? 20_000) / 1000),
  responseMode: librariesOf(queue).mode ?? 'All',
  responseLibraries: librariesOf(queue).libraryIds ?? [],
});

/** The queue as it is sent. What the form does not show keeps the value it had. */
export function formToQueue(values: FormValues, old: Queue | null): QueueBody {
  const prompt = textOf(values, 'wrapupPrompt') as WrapupPrompt;
  const alerting = numberOf(values, 'alertingTimeoutSeconds');
  const seconds = numberOf(values, 'wrapupSeconds') ?? 300;
  const mode = textOf(values, 'responseMode') as ResponseMode;
  return {
    ...(old ?? {}),
    name: textOf(values, 'name'),
    description: textOf(values, 'description'),
    skillEvaluationMethod: textOf(values, 'skillEvaluationMethod') as SkillMethod,
    cannedResponseLibraries: {
      mode,
      libraryIds: mode === 'SelectedOnly' ? listOf(values, 'responseLibraries') : [],
    },
    acwSettings: {
      wrapupPrompt: prompt,
      ...(isTimed(prompt) ? { timeoutMs: seconds * 1000 } : {}),
    },
    mediaSettings: {
      ...old?.mediaSettings,
      message: {
        ...old?.mediaSettings?.message,
        ...(alerting === undefined ? {} : { alertingTimeoutSeconds: alerting }),
        serviceLevel: {
          percentage: (numberOf(values, 'serviceLevelPercent') ?? 80) / 100,
          durationMs: (numberOf(values, 'serviceLevelSeconds') ?? 20) * 1000,
        },
      },
    },
  };
}
