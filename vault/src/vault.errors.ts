import { defineErrors } from '@tandem/kit';

export const vaultErrors = defineErrors('vault', {
  cannotOpen: {
    status: 500,
    code: 'vault.cannot.open',
    text: 'A stored secret cannot be opened: it was changed, or it belongs to another organisation or place.',
  },
  notFound: { status: 404, code: 'not.found', text: 'The vault has nothing of that id.' },
  lockerNameTaken: {
    status: 409,
    code: 'vault.locker.name.taken',
    text: 'A locker named "{name}" exists already.',
  },
  credentialNameTaken: {
    status: 409,
    code: 'vault.credential.name.taken',
    text: 'A credential named "{name}" exists already in the organisation.',
  },
  invalid: { status: 400, code: 'vault.invalid', text: '{problem}' },
  notYours: {
    status: 403,
    code: 'vault.locker.right.missing',
    text: 'Your role in the locker does not allow this. It takes one of: {roles}.',
  },
  notYourCredential: {
    status: 403,
    code: 'vault.credential.not.yours',
    text: 'Only the owner of the credential, and owners and managers of its locker, may do this.',
  },
  notAConsumer: {
    status: 403,
    code: 'vault.credential.not.consumer',
    text: 'Only its owner, and people whose role is a consumer of its locker, may use the credential. Who may change the locker can make your role one.',
  },
  lastOwner: {
    status: 409,
    code: 'vault.locker.last.owner',
    text: 'A locker has at least one owner. Make somebody else an owner first.',
  },
  lockerInUse: {
    status: 409,
    code: 'vault.locker.not.empty',
    text: 'The locker still holds {count} credentials. Take them out first.',
  },
  credentialInLocker: {
    status: 409,
    code: 'vault.credential.in.locker',
    text: 'The credential is in a locker. Take it out of the locker first, then delete it.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'vault.credential.changed',
    text: 'Somebody else changed the credential meanwhile. Load it again.',
  },
  notUserProvided: {
    status: 400,
    code: 'vault.attribute.standard',
    text: 'The attribute is a standard one: its value is set with the credential.',
  },
  onlyUsers: {
    status: 400,
    code: 'vault.users.only',
    text: 'Only a user has values of their own; the token is that of a client.',
  },
  unknownSecret: {
    status: 400,
    code: 'vault.secret.unknown',
    text: 'There is no credential or attribute "{name}" that may be used here.',
  },
  noValue: {
    status: 409,
    code: 'vault.secret.no.value',
    text: 'The attribute "{attribute}" of the credential "{credential}" has no value yet.',
  },
  userNeeded: {
    status: 409,
    code: 'vault.secret.user.needed',
    text: 'Each user fills in the attribute "{attribute}" of the credential "{credential}"; this was asked for by no user. A flow can use it only in runs that a person starts.',
  },
  unknownVariable: {
    status: 409,
    code: 'vault.variable.unknown',
    text: 'The variable "{name}" has no value.',
  },
  variableNotForFlows: {
    status: 409,
    code: 'vault.variable.not.for.flows',
    text: 'The variable "{name}" is secure, or of the environment: flows cannot use it. Give the secret as a credential or in a variable of the flow.',
  },
  insecureForbidden: {
    status: 403,
    code: 'vault.insecure.forbidden',
    text: 'The policy of the organisation forbids insecure strings. Use a credential or a variable.',
  },
  insecureMissing: {
    status: 400,
    code: 'vault.insecure.missing',
    text: 'An insecure string is empty and none is stored.',
  },
  noExternalStore: {
    status: 400,
    code: 'vault.external.none',
    text: 'No external store is set up. Set TANDEM_KV_URL, or keep the values here.',
  },
  externalFailed: {
    status: 502,
    code: 'vault.external.failed',
    text: 'The external store did not answer as expected: {reason}.',
  },
  rotationRunning: {
    status: 409,
    code: 'vault.rotation.running',
    text: 'Keys are being rotated already by another process.',
  },
});

/** A root key that cannot be used; the message is one line for the operator. */
export class RootKeyError extends Error {}
