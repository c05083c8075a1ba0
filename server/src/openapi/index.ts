export { buildOpenApi, type OpenApiOptions, openApiHandler } from './openapi.ts';
