import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Hands a handler's error on as it is. Nest's own filter replaces every error by `{ status: 'error', message: 'Internal server
 * error' }`, and with it goes what decides about retry and dead letter.
 */
@Catch()
export class RethrowErrorsFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}
