import type { Activity } from '@tandem/contract';
import { backoff } from './backoff.ts';
import { asFailure, type DirectLineFailure, isPassing } from './errors.ts';
import { Pause } from './pause.ts';
import type { Ports } from './ports.ts';

/** Something to be sent. Its id stays the same over every try, so the server can tell a repeat from a second message. */
export interface Outgoing {
  readonly clientId: string;
  readonly activity: Activity;
  readonly files?: readonly File[];
}

export type SendStatus =
  | { readonly status: 'sending' }
  | { readonly status: 'waiting' }
  /** Too much at once: it goes out when the server takes more. */
  | { readonly status: 'limited' }
  | { readonly status: 'sent'; readonly id: string }
  | { readonly status: 'failed'; readonly reason: string; readonly code: string };

interface OutboxInit {
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly deliver: (outgoing: Outgoing) => Promise<{ id: string }>;
  readonly onStatus: (clientId: string, status: SendStatus) => void;
  readonly onGone: () => void;
}

const TRIES_WHEN_BUSY = 5;

/**
 * Sends one after the other, in order. A dead network is waited for without end, and so is a server that takes no more
 * for now; one that answers with errors is asked a few times, then the message is marked as failed and waits for the visitor, and the next one goes on.
 */
export class Outbox {
  readonly #init: OutboxInit;
  readonly #pause: Pause;
  readonly #queue: Outgoing[] = [];
  readonly #failed = new Map<string, Outgoing>();
  #confirmedHead: string | undefined;
  #running = false;
  #stopped = false;

  constructor(init: OutboxInit) {
    this.#init = init;
    this.#pause = new Pause(init.ports.clock);
  }

  /** Everything that is not confirmed, oldest first. */
  get unsent(): readonly Outgoing[] {
    return [...this.#failed.values(), ...this.#queue];
  }

  add(outgoing: Outgoing): void {
    this.#queue.push(outgoing);
    this.#init.onStatus(outgoing.clientId, { status: 'sending' });
    void this.#run();
  }

  /** Sends a failed one again, under its old id. */
  retry(clientId: string): void {
    const outgoing = this.#failed.get(clientId);
    if (!outgoing) return;
    this.#failed.delete(clientId);
    this.add(outgoing);
  }

  /** Takes a failed one back. */
  withdraw(clientId: string): void {
    this.#failed.delete(clientId);
  }

  /** The echo arrived before the reply did: it is confirmed, whatever becomes of the request. */
  confirm(clientId: string): void {
    this.#failed.delete(clientId);
    const at = this.#queue.findIndex((queued) => queued.clientId === clientId);
    if (at > 0) this.#queue.splice(at, 1);
    if (at === 0) {
      this.#confirmedHead = clientId;
      this.#pause.wake();
    }
  }

  wake(): void {
    this.#pause.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#pause.wake();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#queue[0]; next && !this.#stopped; next = this.#queue[0]) {
      await this.#send(next);
    }
    this.#running = false;
  }

  async #send(outgoing: Outgoing): Promise<void> {
    const { ports, deliver, onStatus } = this.#init;
    for (let failures = 0, busy = 0; !this.#stopped; failures += 1) {
      try {
        const { id } = await deliver(outgoing);
        this.#queue.shift();
        return onStatus(outgoing.clientId, { status: 'sent', id });
      } catch (error) {
        const failure = asFailure(error);
        if (failure.kind === 'busy') busy += 1;
        if (!isPassing(failure) || busy >= TRIES_WHEN_BUSY) return this.#fail(outgoing, failure);
        onStatus(outgoing.clientId, {
          status: failure.kind === 'limited' ? 'limited' : 'waiting',
        });
        if (this.#confirmedHead !== outgoing.clientId) {
          await this.#pause.wait(failure.retryAfterMs ?? backoff(failures, ports.random));
        }
        if (this.#confirmedHead === outgoing.clientId) return void this.#queue.shift();
      }
    }
  }

  #fail(outgoing: Outgoing, failure: DirectLineFailure): void {
    this.#queue.shift();
    this.#failed.set(outgoing.clientId, outgoing);
    const { message: reason, code } = failure;
    this.#init.onStatus(outgoing.clientId, { status: 'failed', reason, code });
    if (failure.kind === 'gone') this.#init.onGone();
  }
}
