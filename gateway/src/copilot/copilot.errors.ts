import { defineErrors } from '@tandem/kit';

export const copilotErrors = defineErrors('gateway.copilot', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  linkInvalid: {
    status: 403,
    code: 'gateway.copilot.link.invalid',
    text: 'This link does not open a workspace. It is not complete, or nobody here has made it.',
  },
  linkExpired: {
    status: 403,
    code: 'gateway.copilot.link.expired',
    text: 'This link has expired. Open the conversation anew in your desk to get a fresh one.',
  },
  linkUnchecked: {
    status: 503,
    code: 'gateway.copilot.link.unchecked',
    text: 'The link cannot be checked: {problem}.',
  },
  originInvalid: {
    status: 400,
    code: 'gateway.copilot.origin',
    text: '"{origin}" is not the origin of a site, such as https://desk.example.com.',
  },
  audienceShared: {
    status: 400,
    code: 'gateway.copilot.audience',
    text: 'The audience of links is that of the signed visitors of the chat: customers could open the workspace with the token they sign in with. Choose another audience, or leave it empty.',
  },
  publicKeyInvalid: {
    status: 400,
    code: 'gateway.copilot.public.key',
    text: 'The public key cannot be read, or it is neither RSA with at least 2048 bits nor EC P-256.',
  },
  off: {
    status: 403,
    code: 'gateway.copilot.off',
    text: 'The copilot of this endpoint is switched off.',
  },
  tokenInvalid: {
    status: 401,
    code: 'gateway.copilot.token',
    text: 'The workspace has been open for too long. Open its link again.',
  },
  tileOutside: {
    status: 400,
    code: 'gateway.copilot.tile.outside',
    text: 'The tile {tile} lies outside of the grid of {columns} columns and {rows} rows.',
  },
  tilesOverlap: {
    status: 400,
    code: 'gateway.copilot.tile.overlap',
    text: 'The tiles {tile} and {other} lie over each other.',
  },
  addressMissing: {
    status: 400,
    code: 'gateway.copilot.tile.address',
    text: 'The tile {tile} shows a page of another site: its setting url is required.',
  },
  flowUnknown: {
    status: 400,
    code: 'gateway.copilot.flow.unknown',
    text: 'There is no such copilot flow.',
  },
  keyAgain: {
    status: 400,
    code: 'gateway.copilot.key.again',
    text: 'The address of the model changed. Its key stays with the address it was given for: enter it again, or send null when none is needed. Nothing was changed.',
  },
  keyMissing: {
    status: 400,
    code: 'gateway.copilot.key.missing',
    text: 'The setting {name} is given as an insecure string without its value, and none is stored.',
  },
  keyShort: {
    status: 400,
    code: 'gateway.copilot.key.short',
    text: 'The key that checks links has fewer than 32 characters.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'gateway.copilot.changed',
    text: 'The workspace was changed by somebody else at the same time. Try again.',
  },
  tooMany: {
    status: 429,
    code: 'gateway.copilot.too.many',
    text: 'Too many requests. Try again in {seconds} seconds.',
  },
  inputIdInvalid: {
    status: 400,
    code: 'gateway.copilot.input.id',
    text: 'The id of the input holds a character that cannot be stored (NUL, or half of a pair).',
  },
  tileTakesNothing: {
    status: 400,
    code: 'gateway.copilot.tile.input',
    text: 'The workspace has no such tile, or it takes no input.',
  },
});
