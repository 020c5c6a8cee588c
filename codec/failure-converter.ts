import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts messages and stack traces of failures into payloads, so that the codec encrypts them: error texts can hold what
 * nobody but an operator should read. Types stay in the clear, because workflows switch on them.
 *
 * Temporal loads this module by path, from plain Node as well as from the workflow bundle: it is kept free of syntax
 * that only TypeScript knows, and its export has the name Temporal asks for.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
