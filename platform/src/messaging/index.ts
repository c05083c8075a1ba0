// The thread store (lockThreads, loadByConversation, applyChanges …) is the slice `../threads/index.ts`.
export {};
