import type {
  Activity,
  ActivitySet,
  activityContentType,
  DirectLineConversation,
  DirectLineToken,
  ResourceResponse,
  VisitorAccess,
  VisitorConversation,
} from '@tandem/contract';
import { asFailure, failureOf } from './errors.ts';
import type { Ports, UploadReply } from './ports.ts';

const activityPart: typeof activityContentType = 'application/vnd.microsoft.activity';

/** Who talks: the prefix `dl_` is what Direct Line asks of ids that clients choose. */
export interface ChatUser {
  readonly id: string;
  readonly name?: string;
}

/** Who begins a conversation: signed in by the page, or the one this browser is known as. */
export interface Who {
  readonly identity?: string;
  readonly visitor?: string;
}

export interface Access {
  readonly conversationId: string;
  readonly token: string;
}

export interface FileUpload {
  readonly activity: Activity;
  readonly files: readonly File[];
  readonly userId: string;
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

type Request = { method: 'GET' | 'POST'; path: string; token?: string; body?: unknown };

/** The calls of Direct Line 3.0 and those about visitors, each one request; every failure is a `DirectLineFailure`. */
export class DirectLineCalls {
  readonly #endpoint: string;
  readonly #ports: Pick<Ports, 'fetch' | 'upload'>;

  constructor(endpoint: string, ports: Pick<Ports, 'fetch' | 'upload'>) {
    this.#endpoint = endpoint.replace(/\/+$/, '');
    this.#ports = ports;
  }

  /** The endpoint's address is public, so this call carries no secret. */
  generateToken(user: ChatUser, who: Who = {}): Promise<DirectLineToken> {
    return this.#json({ method: 'POST', path: '/tokens/generate', body: { user, ...who } });
  }

  refreshToken(token: string): Promise<DirectLineToken> {
    return this.#json({ method: 'POST', path: '/tokens/refresh', token });
  }

  startConversation(start: {
    token: string;
    user: ChatUser;
    locale: string;
    identity?: string | undefined;
  }): Promise<DirectLineConversation> {
    const { token, user, locale, identity } = start;
    const body = { user, locale, ...(identity ? { identity } : {}) };
    return this.#json({ method: 'POST', path: '/conversations', token, body });
  }

  /** Makes the conversation that of a signed visitor. */
  identify({ conversationId, token }: Access, identity: string): Promise<DirectLineConversation> {
    const path = `${conversationPath(conversationId)}/identity`;
    return this.#json({ method: 'POST', path, token, body: { identity } });
  }

  signIn(identity: string): Promise<VisitorAccess> {
    return this.#json({ method: 'POST', path: '/visitor', body: { identity } });
  }

  /** Earlier conversations, the latest first. `token` is that of the visitor, not of a conversation. */
  async visitorConversations(token: string): Promise<readonly VisitorConversation[]> {
    const path = '/visitor/conversations';
    const reply = await this.#json<{ conversations?: VisitorConversation[] }>({
      ...{ method: 'GET', path, token },
    });
    return reply.conversations ?? [];
  }

  visitorActivities({ conversationId, token }: Access, watermark?: string): Promise<ActivitySet> {
    const path = `/visitor${conversationPath(conversationId)}/activities${after(watermark)}`;
    return this.#json({ method: 'GET', path, token });
  }

  resumeConversation({ conversationId, token }: Access): Promise<DirectLineConversation> {
    const path = `/visitor${conversationPath(conversationId)}/resume`;
    return this.#json({ method: 'POST', path, token });
  }

  /** A fresh stream address; with a watermark the stream first repeats what came after it. */
  reconnect(
    { conversationId, token }: Access,
    watermark?: string,
  ): Promise<DirectLineConversation> {
    return this.#json({
      method: 'GET',
      path: `${conversationPath(conversationId)}${after(watermark)}`,
      token,
    });
  }

  activities({ conversationId, token }: Access, watermark?: string): Promise<ActivitySet> {
    const path = `${conversationPath(conversationId)}/activities${after(watermark)}`;
    return this.#json({ method: 'GET', path, token });
  }

  post({ conversationId, token }: Access, activity: Activity): Promise<ResourceResponse> {
    const path = `${conversationPath(conversationId)}/activities`;
    return this.#json({ method: 'POST', path, token, body: activity });
  }

  async upload({ conversationId, token }: Access, upload: FileUpload): Promise<ResourceResponse> {
    const form = new FormData();
    form.append('activity', new Blob([JSON.stringify(upload.activity)], { type: activityPart }));
    for (const file of upload.files) form.append('file', file, file.name);
    const user = encodeURIComponent(upload.userId);
    const reply = await this.#ports
      .upload({
        url: `${this.#endpoint}${conversationPath(conversationId)}/upload?userId=${user}`,
        headers: { Authorization: `Bearer ${token}` },
        form,
        onProgress: upload.onProgress,
        signal: upload.signal,
      })
      .catch((error: unknown) => Promise.reject(asFailure(error)));
    return parsed(reply);
  }

  async #json<T>({ method, path, token, body }: Request): Promise<T> {
    const headers: Record<string, string> = {};
    if (token) headers['Authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      const response = await this.#ports.fetch(`${this.#endpoint}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const retryAfter = response.headers.get('retry-after');
      return parsed({ status: response.status, body: await response.text(), retryAfter });
    } catch (error) {
      throw asFailure(error);
    }
  }
}

const conversationPath = (id: string): string => `/conversations/${encodeURIComponent(id)}`;
const after = (watermark?: string): string =>
  watermark === undefined ? '' : `?watermark=${encodeURIComponent(watermark)}`;

function parsed<T>(reply: UploadReply): T {
  if (reply.status < 200 || reply.status > 299) throw failureOf(reply);
  return JSON.parse(reply.body) as T;
}
