import { type ComponentType, lazy } from 'react';

/** Loads a named export on first use: each page is a download of its own. */
export const page = <
  Module extends Record<Name, ComponentType>,
  Name extends keyof Module & string,
>(
  load: () => Promise<Module>,
  name: Name,
) => lazy(async () => ({ default: (await load())[name] as ComponentType }));
