import * as contract from '@tandem/contract';
import type { Request } from 'playwright-core';
import type { Window } from './window.ts';

type Known = { readonly method: string; readonly path: string };

const isOperation = (value: unknown): value is Known =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value;

const isFamily = (value: unknown): value is Record<string, Known> =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.values(value).every(isOperation);

const patternOf = ({ method, path }: Known) =>
  new RegExp(`^${method} ${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);

/** Every operation of the contract, as a pattern of method and path. */
const known = (): readonly RegExp[] =>
  Object.values(contract)
    .filter(isFamily)
    .flatMap((family) => Object.values(family))
    .map(patternOf);

/** The first page, the app and their files, which are no operations. */
const files = /^GET \/(?:$|(?:console|desk)(?:\/|$)|favicon)/;

export type TrafficRules = {
  readonly origin: string;
  /** What the app may ask beside its own files; everything of it must be in the contract. */
  readonly allowed: readonly string[];
};

const wire = ['/api/v2/', '/oauth/'] as const;

/** The desk speaks the public wire, and what its agents tell each other: never a word of the customer's. */
export const deskWire = [...wire, '/tandem/desk/'] as const;
/** Pages of the administration ask for what is Tandem's own, too. */
export const consoleWire = [...wire, '/tandem/'] as const;

/** Pictures of customers lie wherever their channel keeps them; the page only shows them. */
const isCalled = (request: Request) =>
  /^https?:/.test(request.url()) && !['image', 'media'].includes(request.resourceType());

/** Requests and sockets of a window that the rules do not allow or the contract does not know; empty when all is well. */
export const foreignTraffic = (
  { requests, sockets }: Pick<Window, 'requests' | 'sockets'>,
  { origin, allowed }: TrafficRules,
): string[] => {
  const operations = known();
  const refused = requests.filter(isCalled).flatMap((request) => {
    const url = new URL(request.url());
    const line = `${request.method()} ${url.pathname}`;
    if (url.origin !== origin) return [`${line} at ${url.origin}`];
    if (files.test(line)) return [];
    if (!allowed.some((prefix) => url.pathname.startsWith(prefix))) return [`${line} not allowed`];
    // Forms of the sign-in page are steps of its own.
    if (url.pathname.startsWith('/oauth/authorize')) return [];
    return operations.some((one) => one.test(line)) ? [] : [`${line} unknown to the contract`];
  });
  const strayed = sockets.filter((address) => !/^\/channels\//.test(new URL(address).pathname));
  return [...new Set([...refused, ...strayed])];
};

/** Operations that were asked for although the server does not offer them; waits until the page asks nothing more. */
export const notImplemented = async ({
  page,
  answers,
}: Pick<Window, 'page' | 'answers'>): Promise<string[]> => {
  await page.waitForLoadState('networkidle');
  return answers
    .filter((answer) => answer.status() === 501)
    .map((answer) => `${answer.request().method()} ${answer.url()}`);
};
