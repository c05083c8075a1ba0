export { rotateRootKey } from './rotate-root-key.ts';
export { createSealer, type Sealer } from './sealer.ts';
