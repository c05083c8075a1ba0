import type { Ports, UploadReply, UploadRequest } from './ports.ts';

/** The browser's own network, time, chance and storage. */
export function browserPorts(): Ports {
  return {
    fetch: (url, init) => fetch(url, init),
    openSocket: (url) => new WebSocket(url),
    upload: uploadWithProgress,
    clock: {
      now: () => Date.now(),
      after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    random: () => Math.random(),
    newId,
    storage: browserStorage(),
    network: {
      online: () => navigator.onLine,
      onChange(listener) {
        addEventListener('online', listener);
        addEventListener('offline', listener);
        return () => {
          removeEventListener('online', listener);
          removeEventListener('offline', listener);
        };
      },
    },
    tabs: browserTabs(),
  };
}

/** Locks exist only in secure contexts. */
function browserTabs(): Ports['tabs'] {
  const { locks } = navigator as Partial<Navigator>;
  return {
    hold: (name, until) => void locks?.request(name, () => until).catch(() => {}),
    free: async (name, signal) => {
      await locks?.request(name, { mode: 'shared', signal }, () => {});
    },
  };
}

/** `crypto.randomUUID` exists only in secure contexts, and intranets are often plain http. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where storage is forbidden, even reading the property throws. */
function browserStorage(): Ports['storage'] {
  try {
    return localStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}

/** `fetch` cannot tell how much of a body is gone; XMLHttpRequest can. */
function uploadWithProgress({
  url,
  headers,
  form,
  onProgress,
  signal,
}: UploadRequest): Promise<UploadReply> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      resolve({
        status: request.status,
        body: request.responseText,
        retryAfter: request.getResponseHeader('retry-after'),
      });
    request.onerror = request.onabort = () => reject(new Error('upload'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
