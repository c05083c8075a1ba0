export { tellEvent, type VaultEvent, type VaultEvents, vaultEvents } from './vault-events.ts';
