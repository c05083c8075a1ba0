import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { directLineLifetimes } from '@tandem/contract';
import type { Clock } from '@tandem/kit';

/** What a token says. `trusted`: the user's id was bound by the owner of the secret. */
export type TokenClaims = {
  readonly endpointId: string;
  readonly conversationId: string;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly trusted: boolean;
  /** Whose conversations these are; null: of nobody known. */
  readonly visitor: string | null;
  /** The only pages that may use the token; without them any page may. */
  readonly origins?: readonly string[];
};

/** Opens the conversations of one visitor with one endpoint. */
export type VisitorClaims = { readonly endpointId: string; readonly visitor: string };

/** Opens one socket; `origin` of this server is as the client reached it, for links; null: it did not say. */
export type StreamClaims = { readonly conversationId: string; readonly origin: string | null };

/** `token` opens the conversation, `visitor` those of one visitor, `stream` one socket, `file` one attachment. */
type Use = 'token' | 'visitor' | 'stream' | 'file';

export type Tokens = {
  readonly issue: (claims: TokenClaims) => string;
  /** @param graceMs how long after its end a token still counts, for renewing it */
  readonly read: (token: string, graceMs?: number) => TokenClaims | 'expired' | null;
  /** @param seconds how long it counts */
  readonly issueVisitor: (claims: VisitorClaims, seconds: number) => string;
  readonly readVisitor: (token: string) => VisitorClaims | 'expired' | null;
  readonly issueStream: (claims: StreamClaims) => string;
  readonly readStream: (token: string) => StreamClaims | null;
  /** @param file what the address of an agent's file names */
  readonly signAgentFile: (file: string) => string;
  readonly verifyAgentFile: (file: string, signature: string) => boolean;
  readonly signFile: (attachmentId: string) => string;
  readonly verifyFile: (attachmentId: string, signature: string) => boolean;
  /** @param start the first characters of the signature, where no more of it was given */
  readonly verifyFileStart: (attachmentId: string, start: string) => boolean;
};

type Payload = {
  readonly use: Use;
  readonly exp: number;
  readonly bot?: string;
  readonly conv?: string;
  readonly origin?: string;
  readonly visitor?: string;
  readonly user?: string;
  readonly name?: string;
  readonly trusted?: boolean;
  readonly origins?: readonly string[];
};

const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
/** A token far longer than any of ours is not worth checking: JSON may write 6 bytes for each character of id and name. */
const maxLength = 8192;

const parse = (part: string): Payload | null => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Payload;
  } catch {
    return null;
  }
};

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** 126 bits: fewer could be guessed. */
const leastOfSignature = 21;

/** Tokens are signed, not stored: any node reads them. The form is a JWT, since clients look for the user in it. */
export const createTokens = ({ key, clock }: { key: Buffer; clock: Clock }): Tokens => {
  // Prepared once: from the bare bytes, Node takes several times as long for each token.
  const secret = createSecretKey(key);
  const macOf = (text: string) => createHmac('sha256', secret).update(text).digest();
  const sign = (payload: Payload): string => {
    const text = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    return `${text}.${macOf(text).toString('base64url')}`;
  };
  const verify = (token: string, use: Use): Payload | null => {
    const [head, body, mac, ...rest] = token.length > maxLength ? [] : token.split('.');
    if (!head || !body || !mac || rest.length > 0) return null;
    if (!sameBytes(macOf(`${head}.${body}`), Buffer.from(mac, 'base64url'))) return null;
    const payload = parse(body);
    return payload?.use === use ? payload : null;
  };
  const nowSeconds = () => Math.floor(clock.now().getTime() / 1000);
  const fileMac = (attachmentId: string) => macOf(`file ${attachmentId}`).toString('base64url');
  // Signs no stored file, whatever its id: that is signed behind another word.
  const agentFileMac = (file: string) => macOf(`agent-file ${file}`).toString('base64url');
  return {
    issue: (claims) =>
      sign({
        use: 'token',
        exp: nowSeconds() + directLineLifetimes.token,
        bot: claims.endpointId,
        conv: claims.conversationId,
        ...(claims.userId ? { user: claims.userId } : {}),
        ...(claims.userName ? { name: claims.userName } : {}),
        ...(claims.trusted ? { trusted: true } : {}),
        ...(claims.visitor ? { visitor: claims.visitor } : {}),
        ...(claims.origins?.length ? { origins: claims.origins } : {}),
      }),
    read(token, graceMs = 0) {
      const payload = verify(token, 'token');
      if (!payload?.bot || !payload.conv) return null;
      if (payload.exp + graceMs / 1000 <= nowSeconds()) return 'expired';
      return {
        endpointId: payload.bot,
        conversationId: payload.conv,
        userId: payload.user ?? null,
        userName: payload.name ?? null,
        trusted: payload.trusted === true,
        visitor: payload.visitor ?? null,
        ...(payload.origins ? { origins: payload.origins } : {}),
      };
    },
    issueVisitor: ({ endpointId, visitor }, seconds) =>
      sign({ use: 'visitor', exp: nowSeconds() + seconds, bot: endpointId, visitor }),
    readVisitor(token) {
      const payload = verify(token, 'visitor');
      if (!payload?.bot || !payload.visitor) return null;
      if (payload.exp <= nowSeconds()) return 'expired';
      return { endpointId: payload.bot, visitor: payload.visitor };
    },
    issueStream: ({ conversationId, origin }) =>
      sign({
        use: 'stream',
        exp: nowSeconds() + directLineLifetimes.streamUrl,
        conv: conversationId,
        ...(origin === null ? {} : { origin }),
      }),
    readStream(token) {
      const payload = verify(token, 'stream');
      if (!payload?.conv || payload.exp <= nowSeconds()) return null;
      return { conversationId: payload.conv, origin: payload.origin ?? null };
    },
    signAgentFile: agentFileMac,
    verifyAgentFile: (file, signature) =>
      sameBytes(Buffer.from(agentFileMac(file)), Buffer.from(signature)),
    signFile: fileMac,
    verifyFile: (attachmentId, signature) =>
      sameBytes(Buffer.from(fileMac(attachmentId)), Buffer.from(signature)),
    verifyFileStart: (attachmentId, start) =>
      start.length >= leastOfSignature &&
      sameBytes(Buffer.from(fileMac(attachmentId).slice(0, start.length)), Buffer.from(start)),
  };
};
