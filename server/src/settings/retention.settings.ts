import { integer } from '@tandem/kit';

/** How long things are kept. */
export const retentionSettings = {
  TANDEM_RETENTION_DAYS: {
    default: '0',
    parse: retentionDays,
    doc: 'Days that ended conversations are kept with everything that belongs to them: messages, files, attempts, events; and external contacts of type Ephemeral after the last message of the customer. What is open, or still to be delivered, stays. 7 or more; 0 keeps them for ever.',
  },
  TANDEM_EVENT_BACKLOG_DAYS: {
    default: '30',
    parse: integer(0, 36_500),
    doc: 'Days that events are kept beyond TANDEM_RETENTION_DAYS for an event destination that has not sent them yet. Then they are removed, and the destination says that it lost events.',
  },
  TANDEM_DEAD_EVENT_DAYS: {
    default: '30',
    parse: integer(0, 36_500),
    doc: 'Days that events are kept which an event destination has refused for good, to be sent again by hand; never longer than TANDEM_RETENTION_DAYS. 0: as long as that says.',
  },
  TANDEM_DEAD_LETTER_DAYS: {
    default: '90',
    parse: retentionDays,
    doc: 'Days that work is kept which was given up and waits to be sent again by hand: messages to webhooks, channels and contact centres. Then it is removed and counted, on the page of the channel, under Live figures and in the metrics. As long as it is there, its conversation is kept, too. 7 or more; 0 keeps it until it is sent again.',
  },
  TANDEM_AUDIT_RETENTION_DAYS: {
    default: '0',
    parse: retentionDays,
    doc: 'Days that entries of the audit log are kept. 7 or more; 0 keeps them for ever.',
  },
  TANDEM_EXECUTION_RETENTION_DAYS: {
    default: '30',
    parse: retentionDays,
    doc: 'Days that executions of automation flows which have ended are kept with their traces. 7 or more; 0 keeps them for ever.',
  },
} as const;

/** Repeats of a message are recognised for seven days: what they are compared with has to be there. */
function retentionDays(value: string): number {
  const days = integer(0, 36_500)(value);
  if (days > 0 && days < 7) throw new Error('must be 7 or more, or 0 to keep everything');
  return days;
}
