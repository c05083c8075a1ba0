import { type Activity, ConnectionStatus, DirectLine } from 'botframework-directlinejs';
import { Observable } from 'rxjs/Observable.js';
import type { AjaxRequest, AjaxResponse } from 'rxjs/observable/dom/AjaxObservable.js';
import { until } from '../harness/waiting.ts';

/** One request of the client over fetch: Node has no XMLHttpRequest. */
const send = async ({ method = 'GET', url = '', headers = {}, body }: AjaxRequest) => {
  const json = typeof body === 'object' && body !== null;
  const response = await fetch(url, {
    method,
    headers: headers as Record<string, string>,
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : String(body) }),
  });
  const text = await response.text();
  const xhr = { getResponseHeader: (name: string) => response.headers.get(name) };
  const answer = { status: response.status, response: text ? JSON.parse(text) : null, xhr };
  if (!response.ok) throw Object.assign(new Error(`${url}: ${response.status}`), answer);
  return answer as unknown as AjaxResponse;
};

const ajax = (request: string | AjaxRequest) =>
  new Observable<AjaxResponse>((subscriber) => {
    send(typeof request === 'string' ? { url: request } : request).then(
      (answer) => {
        subscriber.next(answer);
        subscriber.complete();
      },
      (error) => subscriber.error(error),
    );
  });

/** A chat that runs on the Bot Framework's own client. */
export type ForeignChat = Disposable & {
  readonly statuses: readonly string[];
  readonly received: readonly Activity[];
  readonly say: (text: string) => Promise<string>;
  readonly hears: (text: string | RegExp) => Promise<Activity>;
};

const hasText = (activity: Activity, text: string | RegExp) =>
  activity.type === 'message' &&
  (typeof text === 'string' ? activity.text === text : text.test(activity.text ?? ''));

/** @param base address of an endpoint. The user's id begins with `dl_`, as the protocol asks. */
export const openForeignChat = async (base: string, userId: string): Promise<ForeignChat> => {
  const domain = `${base}/v3/directline`;
  const generated = await fetch(`${domain}/tokens/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: { id: userId } }),
  });
  const { token } = (await generated.json()) as { token: string };
  const client = new DirectLine({ token, domain, webSocket: true, ajax: ajax as never });
  const statuses: string[] = [];
  const received: Activity[] = [];
  client.connectionStatus$.subscribe((status) => void statuses.push(ConnectionStatus[status]));
  client.activity$.subscribe(
    (activity) => void received.push(activity),
    // Ending the client is told as an error of its stream.
    () => {},
  );
  await until('the client is online', () => statuses.includes('Online'));
  return {
    statuses,
    received,
    say: (text) => client.postActivity({ type: 'message', from: { id: userId }, text }).toPromise(),
    hears: (text) =>
      until(`client hears ${text}`, () =>
        received.find((activity) => activity.from.id !== userId && hasText(activity, text)),
      ),
    [Symbol.dispose]: () => client.end(),
  };
};
