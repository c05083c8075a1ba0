import { Type } from 'typebox';
import type { Operations } from '../operation.ts';

/**
 * Where media of messages is put and fetched. The addresses come from other operations and are signed: whoever holds
 * one needs no token, as with the addresses the vendor hands out.
 */
export const mediaOperations = {
  getDownload: {
    method: 'GET',
    path: '/api/v2/downloads/{downloadId}',
    access: 'public',
    params: Type.Object({ downloadId: Type.String() }),
    query: Type.Object({ until: Type.String(), signature: Type.String() }),
    reply: { 200: null },
  },
  putUpload: {
    method: 'PUT',
    path: '/api/v2/uploads/{uploadId}',
    access: 'public',
    params: Type.Object({ uploadId: Type.String() }),
    query: Type.Object({ until: Type.String(), signature: Type.String() }),
    reply: { 200: null },
  },
  postUpload: {
    method: 'POST',
    path: '/api/v2/uploads/{uploadId}',
    access: 'public',
    params: Type.Object({ uploadId: Type.String() }),
    query: Type.Object({ until: Type.String(), signature: Type.String() }),
    reply: { 200: null },
  },
} as const satisfies Operations;
