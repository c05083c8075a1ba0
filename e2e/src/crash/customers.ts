import { setTimeout as delay } from 'node:timers/promises';
import type { Accepted, Ledger } from './ledger.ts';

/** Where messages go; asked before each try, since nodes come and go. */
export type Door = {
  readonly url: () => string;
  readonly token: string;
  readonly integrationId: string;
  /** Patience with one try; a node that stands still answers nobody. */
  readonly answerWithinMs?: number;
};

type Message = Pick<Accepted, 'customer' | 'key' | 'text'>;

const retryMs = 25;
const usualAnswerMs = 20_000;
const patienceMs = 90_000;

/** One try. Answers null where another is due; a refusal that no try can mend fails. */
const tryOnce = async (door: Door, message: Message, ledger: Ledger) => {
  const { customer, key, text } = message;
  const path = `/api/v2/conversations/messages/${door.integrationId}/inbound/open/message`;
  let response: Response;
  let answer: string;
  try {
    response = await fetch(`${door.url()}${path}?prefetchConversationId=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        channel: {
          messageId: key,
          from: { id: customer, idType: 'Opaque', nickname: customer },
          time: '2026-01-01T00:00:00.000Z',
        },
        text,
      }),
      signal: AbortSignal.timeout(door.answerWithinMs ?? usualAnswerMs),
    });
    answer = await response.text();
  } catch {
    ledger.refuse('lost');
    return null;
  }
  if (response.ok) return JSON.parse(answer) as { id: string; conversationId: string };
  ledger.refuse(response.status);
  if (response.status >= 500) return null;
  throw new Error(`message ${key} refused: ${response.status} ${answer}`);
};

/** Sends until it is accepted, always under the same id: what a careful middleware does. */
export const sendUntilAccepted = async (
  door: Door,
  message: Message,
  ledger: Ledger,
): Promise<Accepted> => {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const answer = await tryOnce(door, message, ledger);
    if (answer) {
      const { id, conversationId } = answer;
      return { ...message, integrationId: door.integrationId, id, conversationId };
    }
    await delay(retryMs);
  }
  throw new Error(`message ${message.key} was not accepted within ${patienceMs} ms`);
};

/** Customers who each say one thing after the other, until `enough`. */
export const runCustomers = async (
  door: Door,
  ledger: Ledger,
  {
    names,
    enough,
    pauseMs = 0,
  }: {
    names: readonly string[];
    enough: () => boolean;
    pauseMs?: number;
  },
): Promise<void> => {
  await Promise.all(
    names.map(async (customer) => {
      for (let number = 1; !enough(); number += 1) {
        const key = `${customer}-${number}`;
        ledger.accept(
          await sendUntilAccepted(door, { customer, key, text: `text ${key}` }, ledger),
        );
        if (pauseMs > 0) await delay(pauseMs);
      }
    }),
  );
};

/** Sends everything again; answers those that now have another id than the one promised before. */
export const repeatAll = async (
  door: Pick<Door, 'url' | 'token'>,
  ledger: Ledger,
): Promise<readonly Accepted[]> => {
  const changed: Accepted[] = [];
  const waiting = [...ledger.all()].values();
  const line = async () => {
    for (const accepted of waiting) {
      const again = await sendUntilAccepted({ ...door, ...accepted }, accepted, ledger);
      if (again.id !== accepted.id) changed.push(accepted);
    }
  };
  await Promise.all(Array.from({ length: 16 }, line));
  return changed;
};
