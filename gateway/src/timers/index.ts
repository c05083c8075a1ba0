export { createTimersQueue, type TimerTaker, timersQueueName } from './timers.queue.ts';
