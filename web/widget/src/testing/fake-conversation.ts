import type { Activity } from '@tandem/contract';
import type { WebSocket } from 'ws';

/** One conversation of the fake: what was said, who may read it, and the one socket it allows. */
export class FakeConversation {
  readonly id: string;
  readonly userId: string;
  /** What opens it later, with the others of the same browser. */
  readonly visitor: string;
  readonly activities: Activity[] = [];
  readonly files: { readonly name: string; readonly type: string; readonly size: number }[] = [];
  /** Every activity that came in, typing and repeats too. */
  readonly received: Activity[] = [];
  socket: WebSocket | undefined;

  constructor(id: string, { userId, visitor }: { userId: string; visitor: string }) {
    this.id = id;
    this.userId = userId;
    this.visitor = visitor;
  }

  /** Stores and streams an activity; a client's id that was seen before gives the first one's id and stores nothing. */
  add(activity: Activity): string {
    this.received.push(activity);
    if (activity.type === 'typing') {
      this.socket?.send(JSON.stringify({ activities: [activity] }));
      return `${this.id}|typing`;
    }
    const clientId = clientIdOf(activity);
    const known = clientId
      ? this.activities.find((stored) => clientIdOf(stored) === clientId)
      : undefined;
    if (known) return known.id ?? '';
    const id = `${this.id}|${String(this.activities.length + 1).padStart(7, '0')}`;
    const stored = {
      ...activity,
      id,
      timestamp: new Date().toISOString(),
      conversation: { id: this.id },
    };
    this.activities.push(stored);
    this.socket?.send(JSON.stringify({ activities: [stored], watermark: this.watermark }));
    return id;
  }

  get watermark(): string {
    return String(this.activities.length);
  }

  after(watermark: string | null): readonly Activity[] {
    return this.activities.slice(Number(watermark ?? 0));
  }
}

const clientIdOf = (activity: Activity): unknown =>
  (activity.channelData as { clientActivityID?: unknown } | undefined)?.clientActivityID;
