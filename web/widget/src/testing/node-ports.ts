import { randomUUID } from 'node:crypto';
import type { KeyValue, Ports } from '../directline/ports.ts';

/** Waiting times are divided by this: a half-minute delay is over in a blink, in the same order as in life. */
const HASTE = 100;

export interface NodePorts extends Ports {
  readonly storage: KeyValue & { readonly values: Map<string, string> };
  /** Pulls the cable or plugs it in. */
  readonly setOnline: (online: boolean) => void;
}

/** Ports over Node's real fetch and WebSocket; storage may be handed on to a "reloaded page". */
export function nodePorts(values = new Map<string, string>()): NodePorts {
  const listeners = new Set<() => void>();
  let online = true;
  return {
    fetch: (url, init) => (online ? fetch(url, init) : Promise.reject(new TypeError('offline'))),
    openSocket: (url) => new WebSocket(url),
    async upload({ url, headers, form, onProgress }) {
      onProgress(0.5);
      const response = await fetch(url, { method: 'POST', headers, body: form });
      const retryAfter = response.headers.get('retry-after');
      return { status: response.status, body: await response.text(), retryAfter };
    },
    clock: {
      now: () => Date.now() * HASTE,
      after(ms, callback) {
        const timer = setTimeout(callback, ms / HASTE);
        return () => clearTimeout(timer);
      },
    },
    random: () => 0.5,
    newId: () => randomUUID(),
    storage: {
      values,
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    },
    network: {
      online: () => online,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    tabs: { hold: () => {}, free: async () => {} },
    setOnline(next) {
      online = next;
      for (const listener of listeners) listener();
    },
  };
}
