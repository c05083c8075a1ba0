export { type Person, startTestVault, type TestReply, type TestVault } from './test-vault.ts';
