import { automationQueue } from './automation/automation.model.ts';
import { gatewayQueues } from './conversations/index.ts';
import { timersQueueName } from './timers/index.ts';

/** Queues whose work may die, by the names that dead letters carry. */
export const gatewayQueueNames: readonly string[] = [
  gatewayQueues.handover,
  gatewayQueues.dialogue,
  gatewayQueues.news,
  gatewayQueues.intent,
  gatewayQueues.copilot,
  gatewayQueues.copilotCalls,
  automationQueue,
  gatewayQueues.channel,
  gatewayQueues.channelInput,
  timersQueueName,
];
