import type { Response } from '@tandem/contract';
import { responsesErrors } from './responses.errors.ts';
import { checkTemplate } from './template-check.rules.ts';

const longestName = 256;
const longestText = 20_000;
/** As a text names a substitution between its braces. */
const substitutionId = /^[\w.-]{1,100}$/;

/** What is kept of a response beside its name, libraries, types and dates. */
export type ResponseDoc = Pick<
  Response,
  'texts' | 'substitutions' | 'substitutionsSchema' | 'messagingTemplate' | 'footer'
>;

const checkTexts = ({ texts }: Response): void => {
  if (!texts.some(({ content }) => content.trim() !== '')) throw responsesErrors.noText();
  if (texts.some(({ content }) => content.length > longestText))
    throw responsesErrors.tooLong({ field: 'texts', most: String(longestText) });
};

const checkSubstitutions = ({ substitutions = [] }: Response): void => {
  const ids = substitutions.map(({ id }) => id);
  const bad = ids.find((id, index) => !substitutionId.test(id) || ids.indexOf(id) !== index);
  if (bad !== undefined) throw responsesErrors.badSubstitution({ id: bad });
};

const nameFrom = ({ name }: Response): string | null => {
  const trimmed = name?.normalize('NFC').trim() ?? '';
  if (trimmed.length > longestName)
    throw responsesErrors.tooLong({ field: 'name', most: String(longestName) });
  return trimmed === '' ? null : trimmed;
};

/**
 * What is stored of a request.
 * @throws responsesErrors.noText, tooLong, badSubstitution, badTemplate, notOffered (400)
 */
export const responseFrom = (request: Response) => {
  checkTexts(request);
  checkSubstitutions(request);
  checkTemplate(request);
  if ((request.assets ?? []).length > 0)
    throw responsesErrors.notOffered({
      field: 'assets',
      reason: 'Files are sent from the conversation.',
    });
  const { texts, substitutions, substitutionsSchema, messagingTemplate, footer } = request;
  const name = nameFrom(request);
  const doc: ResponseDoc = {
    texts,
    ...(substitutions ? { substitutions } : {}),
    ...(substitutionsSchema ? { substitutionsSchema } : {}),
    ...(messagingTemplate ? { messagingTemplate } : {}),
    ...(footer ? { footer } : {}),
  };
  return {
    name,
    doc,
    search: [name ?? '', ...texts.map(({ content }) => content)].join('\n').toLowerCase(),
    responseType: request.responseType ?? null,
    interactionType: request.interactionType ?? null,
  };
};
