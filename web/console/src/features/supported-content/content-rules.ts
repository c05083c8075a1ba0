import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, listOf, textOf } from '#src/components/form-rules.ts';

export type SupportedContent =
  ReplyOf<'GET /api/v2/conversations/messaging/supportedcontent/{supportedContentId}'>;
type ContentBody = BodyOf<'POST /api/v2/conversations/messaging/supportedcontent'>;

/** A media type, a group of them, or everything. */
export const MEDIA_TYPE = /^(\*\/\*|[a-z0-9.+-]+\/(\*|[a-z0-9.+-]+))$/i;

const typesOf = (list: readonly { type?: string }[] | undefined): string[] =>
  (list ?? []).flatMap(({ type }) => type ?? []);

export const inboundTypes = (profile: SupportedContent): string[] =>
  typesOf(profile.mediaTypes?.allow?.inbound);

export const outboundTypes = (profile: SupportedContent): string[] =>
  typesOf(profile.mediaTypes?.allow?.outbound);

export const contentToForm = (profile: SupportedContent | null): FormValues => ({
  name: profile?.name ?? '',
  inbound: profile ? inboundTypes(profile) : ['*/*'],
  outbound: profile ? outboundTypes(profile) : ['image/jpeg', 'image/png', 'image/gif'],
});

export const formToContent = (values: FormValues): ContentBody => ({
  name: textOf(values, 'name'),
  mediaTypes: {
    allow: {
      inbound: listOf(values, 'inbound').map((type) => ({ type })),
      outbound: listOf(values, 'outbound').map((type) => ({ type })),
    },
  },
});

/** What is no media type; such entries are refused before the server has to. */
export const wrongTypes = (values: FormValues): string[] =>
  [...listOf(values, 'inbound'), ...listOf(values, 'outbound')].filter(
    (type) => !MEDIA_TYPE.test(type),
  );
