import { type Static, type TSchema, Type } from 'typebox';

export const defaultPageSize = 25;
export const defaultPageNumber = 1;

/** Query of a listing; pages are counted from 1. */
export const PageQuery = Type.Object({
  pageSize: Type.Optional(Type.Integer({ minimum: 1 })),
  pageNumber: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type PageQuery = Static<typeof PageQuery>;

/** Envelope of a listing. The addresses are relative to the API's host: `/api/v2/…?pageSize=…`. */
export type Listing<T> = {
  entities: T[];
  pageSize: number;
  pageNumber: number;
  total: number;
  pageCount: number;
  firstUri: string;
  selfUri: string;
  lastUri: string;
  nextUri?: string;
  previousUri?: string;
};

/** Schema of the envelope around entities of one kind. */
export const listing = <T>(entity: TSchema & { '~unsafe'?: T }) =>
  Type.Unsafe<Listing<T>>(
    Type.Object({
      entities: Type.Array(entity),
      pageSize: Type.Integer(),
      pageNumber: Type.Integer(),
      total: Type.Integer(),
      pageCount: Type.Integer(),
      firstUri: Type.String(),
      selfUri: Type.String(),
      lastUri: Type.String(),
      nextUri: Type.Optional(Type.String()),
      previousUri: Type.Optional(Type.String()),
    }),
  );
