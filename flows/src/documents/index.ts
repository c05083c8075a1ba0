export { checkText, formatOfMediaType, parseText } from './document.ts';
export {
  type DocumentFormat,
  type DocumentLimits,
  documentFormats,
  documentLimits,
  documentPrices,
  documentSizes,
} from './document-reading.ts';
