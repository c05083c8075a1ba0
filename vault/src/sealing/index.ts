export { keyIdBytes, keyIdOf } from './cipher.rules.ts';
export { rotateRootKey } from './rotate-root-key.ts';
export { createSealer, type Sealer } from './sealer.ts';
