export { readServerSettings, type ServerSettings } from './settings.ts';
export { type RunningServer, type StartServer, startServer } from './start-server.ts';
