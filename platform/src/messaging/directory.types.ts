/** Names and ids of what flows may route to, of one organisation. Names are compared without case. */
export type RoutingDirectory = {
  readonly queue: (idOrName: string) => { readonly id: string; readonly name: string } | null;
  readonly skill: (idOrName: string) => { readonly id: string } | null;
  readonly language: (idOrName: string) => { readonly id: string } | null;
};

/** A snapshot of the directory, at most a second old. */
export type RoutingDirectories = (org: string) => Promise<RoutingDirectory>;
