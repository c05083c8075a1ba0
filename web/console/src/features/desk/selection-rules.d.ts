import type { Work } from './conversation-rules.ts';
/**
 * What to show when this was in view: itself, else what the same conversation still asks for, else the first of the
 * list, so that work that ended elsewhere leaves no empty desk.
 *
 * @param selected the key of the work that was in view
 */
export declare const nextAfter: (all: readonly Work[], selected: string) => Work | null;
