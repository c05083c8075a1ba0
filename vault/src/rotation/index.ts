export type { RegisteredColumn } from './reseal-column.ts';
export {
  type Rotated,
  type RotateKeys,
  type RotationProgress,
  rotateKeys,
} from './rotate-keys.ts';
export { withRotationLock } from './rotation.store.ts';
export { vaultSealedColumns } from './sealed-columns.ts';
