export { externalContactHandlers } from './contacts.operations.ts';
export { findContact } from './contacts.store.ts';
export { contactSweep } from './contacts.sweep.ts';
export { type ContactDeps, type ResolvedSender, resolveContact } from './contacts.usecases.ts';
