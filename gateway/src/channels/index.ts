export * from './gateway-channels.ts';
export * from './sealed-columns.ts';
