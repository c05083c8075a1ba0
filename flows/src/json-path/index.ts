export { type TranslatedPath, translateJayway } from './jayway.ts';
export {
  type CompiledPath,
  checkPath,
  compilePath,
  type PathDialect,
  type PathOptions,
  type PathResult,
} from './path.ts';
export { pathLimits } from './path-limits.ts';
