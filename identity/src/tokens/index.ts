export { requireCurrent } from './current-principal.ts';
export {
  createPrincipals,
  type Principals,
  type PrincipalsDeps,
  permissionsOfToken,
} from './principals.ts';
export * from './scopes.rules.ts';
export { tokenInfoOf } from './token-info.ts';
export * from './tokens.operations.ts';
export * from './tokens.store.ts';
