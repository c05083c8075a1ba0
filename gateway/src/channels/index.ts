export { withoutNotRead } from './channels.texts.ts';
export * from './gateway-channels.ts';
export * from './sealed-columns.ts';
