import { integrationErrors } from './integrations.errors.ts';

const control = /\p{Cc}/u;
/** Notes may have lines. */
const controlInLines = /[^\P{Cc}\n\r\t]/u;
const longestNotes = 4000;

/** @throws integrationErrors.nameInvalid (400) */
export const nameOf = (given: string): string => {
  const name = given.normalize('NFC').trim();
  if (name === '' || name.length > 256 || control.test(name) || !name.isWellFormed())
    throw integrationErrors.nameInvalid();
  return name;
};

/** @throws integrationErrors.notesInvalid (400) */
export const notesOf = (notes: string): string => {
  if (notes.length > longestNotes || controlInLines.test(notes) || !notes.isWellFormed())
    throw integrationErrors.notesInvalid();
  return notes;
};
