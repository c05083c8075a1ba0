export { connectionSealedColumns } from './sealed-tokens.ts';
