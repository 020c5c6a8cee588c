import { isGrpcServiceError } from '@temporalio/client';

/** The codes of gRPC that are told apart here. */
export const grpcStatus = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

/** The gRPC code of an error or of what caused it; undefined when it did not come from the server. */
export function grpcStatusOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcStatusOf(error.cause) : undefined;
}

/** The caller may not do that, or the server (Temporal Cloud, for its operator service) offers it to nobody. */
export function isRefused(error: unknown): boolean {
  const { permissionDenied, unauthenticated, unimplemented } = grpcStatus;
  const status = grpcStatusOf(error);
  return status === permissionDenied || status === unauthenticated || status === unimplemented;
}
