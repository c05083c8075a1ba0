/** Names by which AWS tells of the same thing, by the one that has a text. */
const SYNONYMS: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  NotAuthorized: 'AccessDeniedException',
  OptInRequired: 'AccessDeniedException',
  ExpiredToken: 'ExpiredTokenException',
  IncompleteSignature: 'InvalidSignatureException',
  IncompleteSignatureException: 'InvalidSignatureException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  InvalidAccessKeyId: 'UnrecognizedClientException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  MissingAuthenticationToken: 'CredentialsProviderError',
  MissingAuthenticationTokenException: 'CredentialsProviderError',
  NotAuthorizedForDetailTypeException: 'NotAuthorizedForSourceException',
  InternalException: 'InternalFailure',
  InternalServerError: 'InternalFailure',
  ServiceUnavailable: 'InternalFailure',
};

/** The part of a code that there is a text for, and the status that some codes hold. */
export const reasonKey = (code: string): { readonly key: string; readonly status: string } => {
  const [, status] = /^http\.(\d{3})$/.exec(code) ?? [];
  if (status !== undefined) return { key: 'http-status', status };
  if (code.startsWith('vault.')) return { key: 'vault', status: '' };
  return { key: (SYNONYMS[code] ?? code).replaceAll(/[.:]/g, '-'), status: '' };
};

/** Codes whose text says all that the server does. */
const SAID =
  /^(http|no|driver|bus|source|triggers)\.|^target\.(?!token)|^event\.(removed|unreadable)$|^(Authorization|PermissionViolation)Error$/;

/** Whether the server's own words tell more than the text for the code: addresses, names, numbers. */
export const tellsMore = (code: string): boolean => !SAID.test(code);
