export { lockerHandlers } from './lockers.operations.ts';
export { lockLocker } from './lockers.store.ts';
export { requireLocker, requireRight } from './lockers.usecases.ts';
