import { type QueueRecord, type ReassignmentRecord, withDefaults } from '../routing/index.ts';
import type { AgentRules, WrapupPrompt } from './conversation.model.ts';

const prompts: Readonly<Record<string, WrapupPrompt>> = {
  MANDATORY: 'mandatory',
  OPTIONAL: 'optional',
  MANDATORY_TIMEOUT: 'timeout',
  MANDATORY_FORCED_TIMEOUT: 'forcedTimeout',
  AGENT_REQUESTED: 'agentRequested',
};

/** What a queue asks of the agents it offers conversations to. */
export const agentRulesOf = (
  queue: Pick<QueueRecord, 'doc'>,
  { answerSeconds, moveTo, onSignOut }: ReassignmentRecord,
): AgentRules => {
  const { acwSettings, mediaSettings } = withDefaults(queue.doc);
  const { message } = mediaSettings;
  const inactivity = message.inactivityTimeoutSettings?.timeoutSeconds;
  return {
    alertingMs: (message.alertingTimeoutSeconds ?? 30) * 1000,
    autoAnswer: message.enableAutoAnswer ?? false,
    wrapupPrompt: prompts[acwSettings.wrapupPrompt] ?? 'timeout',
    wrapupTimeoutMs: acwSettings.timeoutMs ?? null,
    inactivityMs:
      message.enableInactivityTimeout && inactivity !== undefined ? inactivity * 1000 : null,
    ...(answerSeconds === null ? {} : { answerMs: answerSeconds * 1000 }),
    ...(moveTo === null ? {} : { returnTo: moveTo }),
    ...(onSignOut ? { returnOnSignOut: true } : {}),
  };
};
