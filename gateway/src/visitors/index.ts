export * from './identity-kinds.ts';
export * from './jwks.ts';
export {
  algorithmOf,
  isSignedByKey,
  isSignedBySecret,
  readSignedToken,
  type SignedToken,
} from './jwt.rules.ts';
export * from './origin.rules.ts';
export * from './verify-identity.ts';
export * from './visitors.errors.ts';
export * from './visitors.model.ts';
export * from './visitors.store.ts';
