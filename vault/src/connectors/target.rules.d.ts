/** @throws connectorErrors.badCall */
export declare const methodOf: (method: string) => string;
/** Whether an address is the base or lies below it. */
export declare const isBelow: (baseUrl: string, url: URL) => boolean;
export type Query = Readonly<Record<string, string | readonly string[]>>;
/**
 * The address of a call: path and query below the base, and nowhere else.
 * @param baseUrl without a slash at its end
 * @throws connectorErrors.badCall for an absolute address, or a path that leads out of the base
 */
export declare const targetOf: (baseUrl: string, { path, query }: {
    readonly path: string;
    readonly query?: Query;
}) => URL;
/**
 * Headers of a call with those of the connector, which prevail.
 * @param own names in small letters
 * @throws connectorErrors.badCall
 */
export declare const headersOf: (given: Readonly<Record<string, string | string[]>>, own: Readonly<Record<string, string>>) => Record<string, string | string[]>;
/** Headers without those that describe a body. */
export declare const withoutContentHeaders: (headers: Readonly<Record<string, string | string[]>>) => Record<string, string | string[]>;
