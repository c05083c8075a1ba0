export { lockerHandlers } from './lockers.operations.ts';
export { isNameTaken, lockLocker } from './lockers.store.ts';
export { requireLocker, requireRight } from './lockers.usecases.ts';
