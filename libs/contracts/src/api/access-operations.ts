import type { z } from 'zod';
import {
  auditAnswer,
  auditQuery,
  keyAnswer,
  keyBody,
  keysAnswer,
  keysQuery,
  newKeyAnswer,
  rotateBody,
} from './access.schema.js';
import { identifierPath } from './job.schema.js';
import type { Operation } from './operation.js';

const key = {
  id: '0198c1b2-7a30-4c51-8d5e-2f6a9b0c1d2e',
  name: 'reporting',
  prefix: 'ewi_4k7m2xq9',
  owner: 'key:0198c1b2-7a30-4c51-8d5e-2f6a9b0c1d2e',
  scopes: ['read', 'export'],
  status: 'active',
  limit_per_minute: null,
  created_at: '2026-01-05T14:30:00.000Z',
  created_by: 'admin',
  expires_at: '2027-01-05T14:30:00.000Z',
  revoked_at: null,
  last_used_at: '2026-01-06T08:15:00.000Z',
  replaced_by: null,
};
const NEW_ID = '0198c9f0-11d4-4e0a-9c3b-5a7d8e9f0a1b';
const newKey = {
  ...{ ...key, last_used_at: null },
  // Not a key that was ever valid.
  key: 'ewi_4k7m2xq9_EXAMPLE-EXAMPLE-EXAMPLE-EXAMPLE-EXAMPLE-EXA',
};

const ofKeys = { scope: 'admin', tag: 'Access' } as const;

/** What may call, and what was written. */
export const accessOperations: readonly Operation[] = [
  {
    ...ofKeys,
    id: 'createKey',
    method: 'post',
    paths: ['/v1/keys'],
    summary: 'Make a key',
    description:
      'The answer shows the key, once: only its hash is kept. Send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`.',
    body: {
      schema: keyBody,
      example: { name: 'reporting', scopes: ['read', 'export'], expires_at: '2027-01-05T14:30:00Z' },
    },
    answers: [{ status: 201, description: 'The key, valid at once.', schema: newKeyAnswer, example: newKey }],
    problems: ['invalid-request', 'body-too-large', 'unsupported-media-type'],
  },
  {
    ...ofKeys,
    id: 'getKeys',
    method: 'get',
    paths: ['/v1/keys'],
    summary: 'All keys',
    description: 'The newest first, also those that have expired or were revoked.',
    query: keysQuery,
    answers: [
      { status: 200, description: 'The keys.', schema: keysAnswer, example: { data: [key], next_cursor: null } },
    ],
    problems: ['invalid-request'],
  },
  {
    ...ofKeys,
    id: 'getKey',
    method: 'get',
    paths: ['/v1/keys/{id}'],
    summary: 'One key',
    description: 'What it allows, until when, and when it was last used.',
    path: identifierPath,
    answers: [{ status: 200, description: 'The key.', schema: keyAnswer, example: key }],
    problems: ['invalid-request', 'key-not-found'],
  },
  {
    ...ofKeys,
    id: 'revokeKey',
    method: 'delete',
    paths: ['/v1/keys/{id}'],
    summary: 'Revoke a key',
    description:
      'For good. Every replica refuses it within five seconds. A key that was revoked before stays as it is.',
    path: identifierPath,
    answers: [
      {
        status: 200,
        description: 'It is revoked.',
        schema: keyAnswer,
        example: { ...key, status: 'revoked', revoked_at: '2026-02-01T09:00:00.000Z' },
      },
    ],
    problems: ['invalid-request', 'key-not-found'],
  },
  {
    ...ofKeys,
    id: 'rotateKey',
    method: 'post',
    paths: ['/v1/keys/{id}/rotate'],
    summary: 'Replace a key',
    description:
      'Makes a new key with the same name, owner, scopes and limit, valid for as long as the old one was made for. The old one stays ' +
      'valid for `overlap_seconds`, but no longer than it would have been.',
    path: identifierPath,
    body: { schema: rotateBody, example: { overlap_seconds: 3600 } },
    answers: [
      {
        status: 201,
        description: 'The new key, valid at once.',
        schema: newKeyAnswer,
        example: { ...newKey, id: NEW_ID },
      },
    ],
    problems: ['invalid-request', 'key-not-found', 'key-not-rotatable', 'body-too-large', 'unsupported-media-type'],
  },
  {
    ...ofKeys,
    id: 'getAuditLog',
    method: 'get',
    paths: ['/v1/audit'],
    summary: 'Who wrote what',
    description:
      'Every call that was not a mere question, and every one that was refused for want of a key or a scope, on the days of the range ' +
      '(UTC). Kept for 400 days; a call appears within seconds.',
    query: auditQuery,
    answers: [
      {
        status: 200,
        description: 'The calls.',
        schema: auditAnswer,
        example: {
          start_date: '2026-01-01',
          end_date: '2026-01-31',
          data: [
            {
              at: '2026-01-06T08:15:00.000Z',
              caller: `key:${key.id}`,
              owner: key.owner,
              operation: 'exportData',
              path: '/export-data',
              status: 200,
              request_id: '6f0c7f0e-3c0b-4b52-9d3a-1d8e5f1c2a77',
              address: '192.0.2.17',
            },
          ],
          next_cursor: null,
        },
      },
    ],
    problems: ['invalid-request'],
  },
];

/** Their schemas, by the name that OpenAPI gives them. */
export const accessSchemas: Readonly<Record<string, z.ZodObject>> = {
  KeyRequest: keyBody,
  KeyRotation: rotateBody,
  Key: keyAnswer,
  NewKey: newKeyAnswer,
  Keys: keysAnswer,
  AuditLog: auditAnswer,
};
