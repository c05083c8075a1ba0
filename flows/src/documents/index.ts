export { checkText, formatOfMediaType, parseText } from './document.ts';
export {
  type DocumentFormat,
  type DocumentLimits,
  documentFormats,
  documentLimits,
  yamlSize,
} from './document-reading.ts';
