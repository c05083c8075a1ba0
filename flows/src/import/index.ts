export { type ArchitectFlow, type ArchitectReading, readArchitectFlow } from './architect.ts';
export type { ImportedFlow, ImportRemark } from './import.model.ts';
export { importWebexFlow } from './webex.ts';
